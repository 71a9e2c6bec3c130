// Says to the style sheet that scripts run: what needs a script to open may start closed.
document.documentElement.classList.add("js");
