"""Web pages as sites make them, around text that is ours: navigation, related links, comments, and the article within."""

NEWS_PARAGRAPHS = (
    "入汛以来，青溪县把山洪灾害防御放在各项工作的首位，县、乡、村三级责任人全部到岗到位，全县二十六座小型水库逐一落实了巡查人员。",
    "“一到下雨天，我们就得上坝转一圈。”平阳村党支部书记说，村里把巡查路线画成图贴在墙上，谁负责哪一段，一看就明白。",
    "在上游的石门站，值班员每十分钟记录一次水位。",
    "县水利局有关负责人介绍，今年共清理沟渠一百四十公里，维修闸门三十二座，这些工程在前两轮强降雨中发挥了作用。",
    "下一步，青溪县将把临时转移点的物资再核对一遍，确保群众转得出、住得下。",
)
NEWS_TITLE = "青溪县：把防汛责任落到每一座水库"
NEWS_NAVIGATION = (
    "首页",
    "要闻",
    "国内",
    "登录",
    "注册",
    "邻县通报秋粮收购进展",
    "一座老闸门的五十年",
    "山乡公路通车首日见闻",
    "网友评论仅供其表达个人看法，并不表明本网立场。",
    "写得真好，支持一线的同志！",
    "分享到",
    "微信",
    "版权所有 云岭日报社 未经授权不得转载",
    "关于我们",
    "热门推荐",
    "广告服务",
)


def news() -> str:
    body = "\n".join(f"<p>　　{text}</p>" for text in NEWS_PARAGRAPHS[:2])
    rest = "\n".join(f"<p>　　{text}</p>" for text in NEWS_PARAGRAPHS[2:])
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<title>{NEWS_TITLE}_云岭新闻网</title>
<meta name="keywords" content="防汛,水库"><meta name="description" content="{NEWS_PARAGRAPHS[0][:40]}">
<meta property="og:site_name" content="云岭新闻网"><meta name="author" content="admin">
<script>var page = {{"title": "脚本里的标题", "n": 1 < 2}};</script><style>.a > p {{ color: red }}</style></head>
<body>
<div class="top"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/yw">要闻</a></li><li><a href="/gn">国内</a></li></ul>
<div class="login"><a href="/login">登录</a> | <a href="/reg">注册</a></div></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/yw">要闻</a> &gt; 正文</div>
<div class="main"><div class="left">
<h1>{NEWS_TITLE}</h1>
<div class="info"><span>来源：云岭日报</span><span>时间：2023-06-18 09:12</span><span>作者：程远山</span>
<span class="share">分享到：<a href="#">微信</a><a href="#">微博</a></span></div>
<div class="content">
{body}
<div class="pic"><img src="a.jpg" alt="石门站"><p class="cap">图为石门站值班员在查看水位。</p></div>
{rest}
<p style="text-align:right">（责任编辑：柳青）</p>
</div>
<div class="share-bar">分享到：<a href="#">微信</a><a href="#">微博</a><button>收藏</button></div>
<div class="related"><h3>相关新闻</h3><ul><li><a href="/1">邻县通报秋粮收购进展</a></li><li><a href="/2">一座老闸门的五十年</a></li>
<li><a href="/3">山乡公路通车首日见闻</a></li></ul></div>
<div class="comments"><h3>网友评论</h3><p>网友评论仅供其表达个人看法，并不表明本网立场。</p>
<div class="comment"><b>河边草</b><p>写得真好，支持一线的同志！</p></div><textarea>说点什么</textarea></div>
</div><div class="right"><h3>热门推荐</h3><ul><li><a href="/4">十条河流的冬天</a></li><li><a href="/5">水价改革问答</a></li></ul></div></div>
<div class="footer"><a href="/a">关于我们</a> <a href="/b">广告服务</a><p>版权所有 云岭日报社 未经授权不得转载</p><p>备案号：000000</p></div>
</body></html>"""


OFFICE_TITLE = "关于做好二〇二二年冬春农田水利建设工作的通知"
OFFICE_PARAGRAPHS = (
    "各乡镇人民政府，县直有关单位：",
    "为做好今冬明春农田水利建设，经县人民政府同意，现将有关事项通知如下。",
    "一、突出重点",
    "各乡镇要优先安排渠道清淤和泵站维修，把有限的资金用在末级渠系上。",
    "二、落实责任",
    "乡镇主要负责人为第一责任人，每月向县水利局报送一次进度。",
    "附件：任务分解表",
    "白石县人民政府办公室",
    "2022年10月8日",
)


def office() -> str:
    """A page of a government: tables for the layout, the facts in a line under the title, the text in an editor's box."""
    body = "".join(f"<p>&emsp;&emsp;{text}</p>\r\n" for text in OFFICE_PARAGRAPHS)
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{OFFICE_TITLE}-白石县人民政府网</title>
<meta name="SiteName" content="白石县人民政府网"/><meta name="ArticleTitle" content="{OFFICE_TITLE}"/>
<meta name="PubDate" content="2022-10-09 08:30"/><meta name="ContentSource" content="县政府办公室"/></head>
<body><table width="1000"><tr><td><table class="menu"><tr><td><a href="/">网站首页</a></td><td><a href="/zw">政务公开</a></td>
<td><a href="/fw">办事服务</a></td><td><a href="/hd">互动交流</a></td></tr></table></td></tr>
<tr><td>您现在的位置：<a href="/">网站首页</a>&gt;&gt;<a href="/zw">政务公开</a>&gt;&gt;通知公告</td></tr>
<tr><td><table><tr><td align="center"><font size="5">{OFFICE_TITLE}</font></td></tr>
<tr><td align="center">发布日期：2022-10-09　信息来源：县政府办公室　浏览次数：<span id="hits">128</span>　字体大小：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a></td></tr>
<tr><td><div class="TRS_Editor">{body}</div></td></tr></table></td></tr>
<tr><td align="right"><a href="javascript:print()">打印本页</a> <a href="javascript:close()">关闭窗口</a></td></tr>
<tr><td><table><tr><td>上一篇：<a href="/p">关于节约用水的倡议书</a></td></tr><tr><td>下一篇：<a href="/n">关于表彰护堤员的通报</a></td></tr></table></td></tr>
<tr><td align="center">主办：白石县人民政府办公室　承办：县信息中心<br>网站标识码：0000000000　<a href="/map">网站地图</a></td></tr></table></body></html>"""


OLD_TITLE = "水车村的三本账"
OLD_PARAGRAPHS = (
    "水车村有三本账，一本记水，一本记工，一本记人情。",
    "记水的那本最旧，封皮已经磨掉了一角，里面是三十年来每个渠口放水的钟点。",
    "记工的那本年年换新。谁家出了几个工，修了几丈渠，都按了手印。",
    "人情账没有字。老支书说，记在心里就行了。",
)


def breaks() -> str:
    """An old page: no paragraphs, lines broken twice, an unclosed font, upper-case tags."""
    body = "<BR><BR>\r\n".join(f"&nbsp;&nbsp;&nbsp; {text}" for text in OLD_PARAGRAPHS)
    return f"""<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>{OLD_TITLE} - 乡土文苑</TITLE></HEAD>
<BODY bgColor=#ffffff><CENTER><A href="index.htm">返回首页</A> | <A href="list.htm">文章列表</A></CENTER>
<H2 align=center>{OLD_TITLE}</H2><P align=center>作者：林小满</P><HR>
<FONT size=3>{body}<BR><BR>
<HR><CENTER><A href="prev.htm">上一页</A> <A href="next.htm">下一页</A></CENTER></BODY></HTML>"""


BLOG_TITLE = "在渡口边住了一个月"
BLOG_PARAGRAPHS = (
    "上个月我搬到了渡口边上，每天早上被船笛叫醒。",
    "房东是个退休的摆渡人，他说这条河在他小时候比现在宽一半。",
    "为什么会变窄",
    "他掰着指头数：上游修了坝，两岸种了树，挖沙的船也走了。",
    "“河窄了，人心要宽。”他说完就笑。",
    "短句。",
)


def blog() -> str:
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{BLOG_TITLE} | 河边札记</title>
<meta property="og:title" content="{BLOG_TITLE}"><meta property="og:site_name" content="河边札记">
<meta property="article:published_time" content="2021-03-14T08:00:00+08:00"><meta property="article:modified_time" content="2022-01-01T08:00:00+08:00">
<meta name="author" content="沈渡"></head><body><header><a href="/">河边札记</a><nav><a href="/">文章</a><a href="/about">关于</a></nav></header>
<main><article><h1>{BLOG_TITLE}</h1><div class="entry">
<p>{BLOG_PARAGRAPHS[0]}</p><p>{BLOG_PARAGRAPHS[1]}</p><h2>{BLOG_PARAGRAPHS[2]}</h2><p>{BLOG_PARAGRAPHS[3]}</p>
<blockquote><p>{BLOG_PARAGRAPHS[4]}</p></blockquote><p>{BLOG_PARAGRAPHS[5]}</p></div>
<footer>标签：<a href="/t/1">河流</a> <a href="/t/2">渡口</a></footer></article>
<section id="comments"><h3>3 条评论</h3><ol><li><cite>过客</cite><p>写得很有味道，想去看看。</p></li></ol></section></main>
<aside><h3>最近的文章</h3><ul><li><a href="/a">一把旧伞</a></li><li><a href="/b">冬天的水井</a></li></ul></aside>
<footer><p>© 2021 河边札记 由某程序驱动</p></footer></body></html>"""
