// SPDX-License-Identifier: GPL-2.0
// Gives the kernel mutated program images: dof_fuzz [ROUNDS [SEED]]. Each answer must be success or an errno with a message; the caller
// looks at the kernel log and at leaks afterwards.
#include <linux/dtrace/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <random>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

namespace {

using Bytes = std::vector<unsigned char>;

template <typename T> void append(Bytes &out, const T &value)
{
	const auto *p = reinterpret_cast<const unsigned char *>(&value);
	out.insert(out.end(), p, p + sizeof(value));
}

struct Section {
	__u32 type, entsize;
	Bytes data;
};

dtrace_dif_insn insn(__u8 op, __u8 rd, __u8 r1, __u8 r2, __u32 imm)
{
	return {op, rd, r1, r2, imm};
}

/// A program that uses every section: BEGIN /1/ { @[pid] = quantize(x); trace("s"); self->t = timestamp; }
std::vector<Section> seed_sections()
{
	std::vector<Section> s;
	Section strtab{DTRACE_DOF_SEC_STRTAB, 1, {}};
	const char names[] = "\0dtrace\0BEGIN\0x\0t";
	strtab.data.assign(names, names + sizeof(names));
	s.push_back(strtab);

	Section pdesc{DTRACE_DOF_SEC_PDESC, sizeof(dtrace_dof_pdesc), {}};
	append(pdesc.data, dtrace_dof_pdesc{1, 0, 0, 8, 0, 0});
	s.push_back(pdesc);

	Section text{DTRACE_DOF_SEC_TEXT, sizeof(dtrace_dif_insn), {}};
	const dtrace_dif_insn program[] = {
		/* 0: constant */
		insn(DTRACE_DIF_OP_SETX, 1, 0, 0, 0), insn(DTRACE_DIF_OP_RET, 0, 1, 0, 0),
		/* 2: global x, with a branch and an addition */
		insn(DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_USER), insn(DTRACE_DIF_OP_TST, 0, 1, 0, 0),
		insn(DTRACE_DIF_OP_BE, 0, 0, 0, 4), insn(DTRACE_DIF_OP_SETX, 2, 0, 0, 0),
		insn(DTRACE_DIF_OP_ADD, 1, 1, 2, 0), insn(DTRACE_DIF_OP_RET, 0, 1, 0, 0),
		/* 8: string */
		insn(DTRACE_DIF_OP_SETS, 1, 0, 0, 0), insn(DTRACE_DIF_OP_RET, 0, 1, 0, 0),
		/* 10: self->t = timestamp */
		insn(DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_TIMESTAMP),
		insn(DTRACE_DIF_OP_STTS, 0, 1, 0, DTRACE_DIF_VAR_USER), insn(DTRACE_DIF_OP_RET, 0, 0, 0, 0),
		/* 13: pid */
		insn(DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_PID), insn(DTRACE_DIF_OP_RET, 0, 1, 0, 0),
		/* 15: strlen(execname) */
		insn(DTRACE_DIF_OP_LDGS, 1, 0, 0, DTRACE_DIF_VAR_EXECNAME), insn(DTRACE_DIF_OP_FLUSHTS, 0, 0, 0, 0),
		insn(DTRACE_DIF_OP_PUSHTV, 0, 1, 0, 0), insn(DTRACE_DIF_OP_CALL, 2, 0, 0, DTRACE_DIF_SUBR_STRLEN),
		insn(DTRACE_DIF_OP_RET, 0, 2, 0, 0),
	};
	for (const auto &i : program)
		append(text.data, i);
	s.push_back(text);

	Section ints{DTRACE_DOF_SEC_INTTAB, 8, {}};
	append(ints.data, __u64{1});
	s.push_back(ints);
	Section strs{DTRACE_DOF_SEC_DIFSTR, 1, {'s', 0}};
	s.push_back(strs);

	Section vars{DTRACE_DOF_SEC_VARTAB, sizeof(dtrace_dif_var), {}};
	const dtrace_dif_type word{DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 8};
	append(vars.data, dtrace_dif_var{DTRACE_DIF_VAR_USER, DTRACE_DIF_SCOPE_GLOBAL, DTRACE_DIF_VAR_SCALAR,
					 DTRACE_DIF_VF_REF, 0, 14, word});
	append(vars.data, dtrace_dif_var{DTRACE_DIF_VAR_USER, DTRACE_DIF_SCOPE_THREAD, DTRACE_DIF_VAR_SCALAR,
					 DTRACE_DIF_VF_MOD, 0, 16, word});
	s.push_back(vars);

	Section difos{DTRACE_DOF_SEC_DIFO, sizeof(dtrace_dof_difo), {}};
	const dtrace_dif_type string{DTRACE_DIF_KIND_STRING, DTRACE_DIF_TF_BYREF, 0, 0};
	append(difos.data, dtrace_dof_difo{0, 2, 0, 1, 0, 0, 0, 0, word});
	append(difos.data, dtrace_dof_difo{2, 6, 0, 1, 0, 0, 0, 1, word});
	append(difos.data, dtrace_dof_difo{8, 2, 0, 0, 0, 2, 0, 0, string});
	append(difos.data, dtrace_dof_difo{10, 3, 0, 0, 0, 0, 1, 1, {}});
	append(difos.data, dtrace_dof_difo{13, 2, 0, 0, 0, 0, 0, 0, {DTRACE_DIF_KIND_C, DTRACE_DIF_TF_SIGNED, 0, 4}});
	append(difos.data, dtrace_dof_difo{15, 5, 0, 0, 0, 0, 0, 0, word});
	s.push_back(difos);

	Section actions{DTRACE_DOF_SEC_ACTION, sizeof(dtrace_dof_action), {}};
	const __u32 none = DTRACE_DOF_NONE;
	append(actions.data, dtrace_dof_action{DTRACE_ACT_DIFEXPR, 4, none, 0, 0, 0, 0, 1});
	append(actions.data, dtrace_dof_action{DTRACE_ACT_AGG_QUANTIZE, 1, none, 1, 1, 0, 0, 1});
	append(actions.data, dtrace_dof_action{DTRACE_ACT_DIFEXPR, 2, none, 0, 0, 0, 0, 2});
	append(actions.data, dtrace_dof_action{DTRACE_ACT_DIFEXPR, 3, none, 0, 0, 0, 0, 3});
	append(actions.data, dtrace_dof_action{DTRACE_ACT_DIFEXPR, 5, none, 0, 0, 0, 0, 4});
	s.push_back(actions);

	Section clauses{DTRACE_DOF_SEC_CLAUSE, sizeof(dtrace_dof_clause), {}};
	append(clauses.data, dtrace_dof_clause{0, 1, 0, 0, 5, 0, 7});
	s.push_back(clauses);
	Section options{DTRACE_DOF_SEC_OPTION, sizeof(dtrace_dof_option), {}};
	append(options.data, dtrace_dof_option{DTRACE_OPT_BUFSIZE, 0, 65536});
	s.push_back(options);
	return s;
}

Bytes assemble(const std::vector<Section> &sections)
{
	Bytes body;
	std::vector<dtrace_dof_sec> table;
	__u64 base = sizeof(dtrace_dof_hdr) + sections.size() * sizeof(dtrace_dof_sec);
	for (const Section &s : sections) {
		body.resize((body.size() + 7) & ~size_t{7});
		table.push_back({s.type, s.entsize, base + body.size(), s.data.size()});
		body.insert(body.end(), s.data.begin(), s.data.end());
	}
	Bytes out;
	dtrace_dof_hdr h{};
	h.magic = DTRACE_DOF_MAGIC;
	h.version = DTRACE_DOF_VERSION;
	h.dif_version = DTRACE_DIF_VERSION;
	h.dif_regs = DTRACE_DIF_NREGS;
	h.dif_tregs = DTRACE_DIF_NTUPREGS;
	h.size = base + body.size();
	h.sec_off = sizeof(h);
	h.nsecs = table.size();
	h.sec_size = sizeof(dtrace_dof_sec);
	append(out, h);
	for (const auto &t : table)
		append(out, t);
	out.insert(out.end(), body.begin(), body.end());
	return out;
}

class Fuzzer {
public:
	explicit Fuzzer(unsigned long seed) : random_(seed) {}

	void mutate(Bytes &image)
	{
		for (unsigned n = 1 + below(4); n; n--) {
			size_t at = below(image.size());
			switch (below(5)) {
			case 0:
				image[at] ^= 1u << below(8);
				break;
			case 1:
				image[at] = below(256);
				break;
			case 2:
				word(image, at & ~size_t{3});
				break;
			case 3: {
				size_t from = below(image.size()) & ~size_t{7}, to = at & ~size_t{7};
				if (std::max(from, to) + 8 <= image.size())
					memmove(&image[to], &image[from], 8);
				break;
			}
			default:
				if (below(8) == 0)
					image.resize(1 + below(image.size()));
			}
		}
	}

	unsigned long below(unsigned long n) { return random_() % n; }

private:
	void word(Bytes &image, size_t at)
	{
		static const __u32 values[] = {0, 1, 7, 8, 0x7f, 0xff, 0x500, 0xffff, 0x7fffffff, 0x80000000u, 0xffffffffu, 0xfffffff8u};
		if (at + 4 <= image.size())
			memcpy(&image[at], &values[below(sizeof(values) / 4)], 4);
	}

	std::mt19937_64 random_;
};

/// One image on one consumer; sometimes the consumer goes, fires BEGIN and stops. Returns the errno of ENABLE.
int try_image(const Bytes &image, bool go)
{
	int fd = open("/dev/dtrace", O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		perror("/dev/dtrace");
		exit(1);
	}
	char msg[256] = "";
	dtrace_enable e{};
	e.dof = reinterpret_cast<__u64>(image.data());
	e.dof_size = image.size();
	e.msg = reinterpret_cast<__u64>(msg);
	e.msg_size = sizeof(msg);
	int error = ioctl(fd, DTRACE_IOC_ENABLE, &e) < 0 ? errno : 0;
	if (error == EINVAL && !msg[0]) {
		fprintf(stderr, "EINVAL without a message\n");
		exit(1);
	}
	if (go && !error) {
		dtrace_opt aggsize{DTRACE_OPT_AGGSIZE, 0, 65536};
		ioctl(fd, DTRACE_IOC_OPT_SET, &aggsize);
		dtrace_go g{};
		if (ioctl(fd, DTRACE_IOC_GO, &g) == 0)
			ioctl(fd, DTRACE_IOC_STOP, &g);
	}
	close(fd);
	return error;
}

} // namespace

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 1 ? strtoul(argv[1], nullptr, 0) : 100000;
	unsigned long seed = argc > 2 ? strtoul(argv[2], nullptr, 0) : 1;
	const Bytes image = assemble(seed_sections());
	Fuzzer fuzzer(seed);
	std::map<std::string, unsigned long> answers;

	if (int error = try_image(image, true)) {
		fprintf(stderr, "the unchanged image is refused: %s\n", strerror(error));
		return 1;
	}
	for (unsigned long i = 0; i < rounds; i++) {
		Bytes mutated = image;
		fuzzer.mutate(mutated);
		int error = try_image(mutated, fuzzer.below(512) == 0);
		answers[error ? strerror(error) : "accepted"]++;
	}
	for (const auto &[what, count] : answers)
		printf("%8lu %s\n", count, what.c_str());
	return 0;
}
