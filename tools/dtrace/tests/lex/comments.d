a/* x */b /**/ c /***/ d /* * / */ e
/* over
   lines */ f \
 g
