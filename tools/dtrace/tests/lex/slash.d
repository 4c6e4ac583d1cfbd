a / b
a /
;
a / { b / /* c */ d / / x /
