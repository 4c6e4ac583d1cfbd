# stack(), ustack(), jstack() as actions and as keys
args: -qs $SCRIPT
--- script
BEGIN
{
	stack(); stack(2); ustack(); ustack(2, 0); jstack(2); jstack(2, 16);
	@a[stack(1)] = count();
	@b[ustack(1)] = count();
	exit(0);
}
--- status 0
