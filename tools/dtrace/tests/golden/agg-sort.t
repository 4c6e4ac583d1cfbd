# All sort options, between two printa()
args: -qs $SCRIPT
--- script
BEGIN
{
	@a["x", 3] = sum(2); @a["y", 1] = sum(3); @a["z", 2] = sum(1);
	@b["x", 3] = sum(7); @b["y", 1] = sum(8); @b["z", 2] = sum(9);
	printa("value %s %d %@d\n", @a);
	setopt("aggsortkey"); printa("key %s %d %@d\n", @a);
	setopt("aggsortkeypos", "1"); printa("keypos %s %d %@d\n", @a);
	setopt("aggsortkeypos", "9"); printa("keypos out of range %s %d %@d\n", @a);
	setopt("aggsortrev"); printa("rev %s %d %@d\n", @a);
	setopt("aggsortkey", "no"); setopt("aggsortrev", "no");
	printa("two %s %d %@d %@d\n", @a, @b);
	setopt("aggsortpos", "1"); printa("pos %s %d %@d %@d\n", @a, @b);
	exit(0);
}
--- stdout
value z 2 1
value x 3 2
value y 1 3
key x 3 2
key y 1 3
key z 2 1
keypos y 1 3
keypos z 2 1
keypos x 3 2
keypos out of range x 3 2
keypos out of range y 1 3
keypos out of range z 2 1
rev z 2 1
rev y 1 3
rev x 3 2
two z 2 1 9
two x 3 2 7
two y 1 3 8
pos x 3 2 7
pos y 1 3 8
pos z 2 1 9

--- stderr
--- status 0
