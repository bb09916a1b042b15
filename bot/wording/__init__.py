"""Every string people see, in Simplified and Traditional Chinese and in English."""
