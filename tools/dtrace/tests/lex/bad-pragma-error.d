a;
#error this will not do
b;
