// What the kernel takes for exactly what a program has it change to make a network. Its argument is a file that was
// recorded (Peers/Recording.cs), a change a line: "route" or "rules" and the bytes that were sent to that netlink family,
// or the path of a kernel parameter and the bytes that were written; all in hexadecimal. For each line of its input it makes
// these changes once more, looking nothing up, answers with the microseconds they took, and undoes them.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "netlink.h"

enum { BRIDGE = 1 << 21, MOST = 64, FAMILIES = 256 };

// To bytes of a message: where rtnetlink's have an interface's index, and where a batch begins with the rules' generation.
enum { INDEX = NLMSG_HDRLEN + 4, GENERATION = NLMSG_HDRLEN + sizeof(struct nfgenmsg) + NLA_HDRLEN };

struct change {
    char *target;
    unsigned char *bytes;
    size_t length;
    int answers;
};

static struct change changes[MOST], undo = {.target = "rules"};
static int count, route, rules, half_done;

#define EACH_MESSAGE(m, c) (struct nlmsghdr *m = (void *)(c)->bytes; (unsigned char *)m < (c)->bytes + (c)->length; m = (void *)((char *)m + NLMSG_ALIGN(m->nlmsg_len)))

static int is_route(const struct change *c) { return !strcmp(c->target, "route"); }

static int is_rules(const struct change *c) { return !strcmp(c->target, "rules"); }

static unsigned char family_of(const struct nlmsghdr *m) { return ((struct nfgenmsg *)NLMSG_DATA(m))->nfgen_family; }

// The recording.

static void read_bytes(struct change *c, const char *digits) {
    c->length = strlen(digits) / 2;
    c->bytes = malloc(c->length + 1);
    for (size_t i = 0; i < c->length; i++) sscanf(digits + 2 * i, "%2hhx", &c->bytes[i]);
}

// The link gets an index that is known, so that nobody asks for it. What is echoed would only be read to look it up.
static void prepare_route(struct change *c) {
    for EACH_MESSAGE(m, c) {
        *(int *)((char *)m + INDEX) = BRIDGE;
        m->nlmsg_flags &= ~NLM_F_ECHO;
        c->answers += !!(m->nlmsg_flags & NLM_F_ACK);
    }
}

// Who asks for no answer is told of a refusal only; the batch's last change has to say that all was taken.
static void prepare_rules(struct change *c) {
    struct nlmsghdr *last = NULL;
    for EACH_MESSAGE(m, c) {
        c->answers += !!(m->nlmsg_flags & NLM_F_ACK);
        if (m->nlmsg_type != NFNL_MSG_BATCH_END) last = m;
    }
    if (c->answers || !last) return;
    last->nlmsg_flags |= NLM_F_ACK;
    c->answers = 1;
}

static void read_recording(const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) err(1, "%s", path);
    char *target, *digits;
    while (count < MOST && fscanf(file, "%ms %ms", &target, &digits) == 2) {
        struct change *c = &changes[count++];
        c->target = target;
        read_bytes(c, digits);
        if (is_route(c)) prepare_route(c);
        if (is_rules(c)) prepare_rules(c);
        free(digits);
    }
    fclose(file);
}

// The way back: tables that were made go, and elements that were added to others'.

static void add_undo(const struct nlmsghdr *m, int type, int flags) {
    undo.bytes = realloc(undo.bytes, undo.length + NLMSG_ALIGN(m->nlmsg_len));
    struct nlmsghdr *copy = (void *)(undo.bytes + undo.length);
    memcpy(copy, m, m->nlmsg_len);
    copy->nlmsg_type = type;
    copy->nlmsg_flags = NLM_F_REQUEST | flags;
    undo.length += NLMSG_ALIGN(m->nlmsg_len);
    undo.answers += !!(flags & NLM_F_ACK);
}

static void undo_change(struct change *c) {
    char made[FAMILIES] = {0};
    for EACH_MESSAGE(m, c) {
        int type = NFNL_MSG_TYPE(m->nlmsg_type);
        if (m->nlmsg_type == NFNL_MSG_BATCH_BEGIN || m->nlmsg_type == NFNL_MSG_BATCH_END || made[family_of(m)]) continue;
        made[family_of(m)] = type == NFT_MSG_NEWTABLE;
        if (type != NFT_MSG_NEWTABLE && type != NFT_MSG_NEWSETELEM) errx(1, "a change of kind %d cannot be undone here", type);
        add_undo(m, NFNL_SUBSYS_NFTABLES << 8 | (type == NFT_MSG_NEWTABLE ? NFT_MSG_DELTABLE : NFT_MSG_DELSETELEM), NLM_F_ACK);
    }
}

static void build_undo(void) {
    struct {
        struct nlmsghdr header;
        struct nfgenmsg family;
    } mark = {{.nlmsg_len = sizeof mark}, {.res_id = htons(NFNL_SUBSYS_NFTABLES)}};
    add_undo(&mark.header, NFNL_MSG_BATCH_BEGIN, 0);
    for (int i = 0; i < count; i++)
        if (is_rules(&changes[i])) undo_change(&changes[i]);
    add_undo(&mark.header, NFNL_MSG_BATCH_END, 0);
}

// A round.

static void send_change(int fd, const struct change *c) {
    check(send(fd, c->bytes, c->length, 0), c->target);
    for (int i = 0; i < c->answers; i++) receive_answer(fd, c->target);
}

static void write_change(const struct change *c) {
    int file = open(c->target, O_WRONLY | O_CLOEXEC);
    check(file, c->target);
    check(write(file, c->bytes, c->length), c->target);
    close(file);
}

static void make(const struct change *c) {
    if (is_route(c)) send_change(route, c);
    else if (is_rules(c)) send_change(rules, c);
    else write_change(c);
}

// A batch is taken only if it names the generation that the rules have now; four bytes, the highest first.
static void renew_generation(void) {
    struct nfgenmsg none = {0};
    struct message m = message(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN, 0, &none, sizeof none);
    m.header.nlmsg_flags = NLM_F_REQUEST;
    unsigned char answer[512];
    check(send(rules, &m, m.header.nlmsg_len, 0), "generation");
    check(recv(rules, answer, sizeof answer, 0), "generation");
    for (int i = 0; i < count; i++) {
        struct nlmsghdr *begin = (void *)changes[i].bytes;
        if (is_rules(&changes[i]) && begin->nlmsg_len > NLMSG_LENGTH(sizeof none)) memcpy(changes[i].bytes + GENERATION, answer + GENERATION, 4);
    }
}

static double play(void) {
    renew_generation();
    half_done = 1;
    double start = now();
    for (int i = 0; i < count; i++) make(&changes[i]);
    double taken = now() - start;
    delete_link(route, BRIDGE);
    if (undo.answers) send_change(rules, &undo);
    half_done = 0;
    return taken;
}

// What is refused ends the program; nothing of its round must be in the others' way. The kernel acts within the send.
static void give_up(void) {
    if (!half_done) return;
    struct ifinfomsg link = {.ifi_index = BRIDGE};
    struct message m = message(RTM_DELLINK, 0, &link, sizeof link);
    if (send(route, &m, m.header.nlmsg_len, 0) < 0 || send(rules, undo.bytes, undo.length, 0) < 0) warn("undo");
}

int main(int arguments, char **argument) {
    if (arguments != 2) errx(1, "usage: replay RECORDING");
    route = open_netlink(NETLINK_ROUTE);
    rules = open_netlink(NETLINK_NETFILTER);
    read_recording(argument[1]);
    build_undo();
    atexit(give_up);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        printf("%.1f\n", play());
        fflush(stdout);
    }
    return 0;
}
