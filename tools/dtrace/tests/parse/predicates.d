a / x / { } b /x
/
{ } c / a[1] && f(2) / 2 / { } d / (x / y) / {}
e / /* nothing */ x / /* c */ { }
