// The way to the server: what a person does is asked for by name; a refusal is an Error with its words.

export async function ask(action, content) {
  let answer;
  try {
    const headers = { "Content-Type": "application/json" };
    answer = await fetch(`do/${action}`, { method: "POST", headers, body: JSON.stringify(content) });
  } catch {
    throw new Error("连不上试用程序，它可能已经停了");
  }
  const said = await answer.json().catch(() => ({ error: "试用程序出错了，请看终端" }));
  if (!answer.ok) throw new Error(said.error);
  return said;
}
