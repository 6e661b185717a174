// What the kernel itself takes for the work that is measured: the same changes by rtnetlink from C, one request each, with
// nothing checked, planned or kept. It does one round of what each line of its input names, and answers with a line: the
// microseconds it took, without the cleaning up behind it.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/veth.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "netlink.h"

#define FOLDER "/run/netns"
#define NAME "floor"
#define NAME_FILE FOLDER "/" NAME

// Indexes are chosen here, so that no answer has to be waited for to know them.
enum { LOOPBACK = 1, INSIDE = 2, OUTSIDE = 1 << 20, BRIDGE };

static int home, host;

// The messages.

static void attribute(struct message *m, int type, const void *value, size_t length) {
    struct rtattr a = {.rta_len = RTA_LENGTH(length), .rta_type = type};
    append(m, &a, sizeof a);
    append(m, value, length);
}

static unsigned nest(struct message *m, int type) {
    unsigned start = m->header.nlmsg_len;
    attribute(m, type, NULL, 0);
    return start;
}

static void unnest(struct message *m, unsigned start) {
    ((struct rtattr *)((char *)m + start))->rta_len = m->header.nlmsg_len - start;
}

static void text(struct message *m, int type, const char *value) { attribute(m, type, value, strlen(value) + 1); }

// The changes.

static void set_up(int fd, int index) {
    struct ifinfomsg link = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    struct message m = message(RTM_NEWLINK, 0, &link, sizeof link);
    request(fd, &m, "set up");
}

static void add_address(int fd, int index, const char *address) {
    struct ifaddrmsg a = {.ifa_family = AF_INET, .ifa_prefixlen = 24, .ifa_index = index};
    struct message m = message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &a, sizeof a);
    in_addr_t bytes = inet_addr(address);
    attribute(&m, IFA_LOCAL, &bytes, sizeof bytes);
    attribute(&m, IFA_ADDRESS, &bytes, sizeof bytes);
    request(fd, &m, "add address");
}

static void add_default_route(int fd, const char *gateway) {
    struct rtmsg route = {.rtm_family = AF_INET, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = RTPROT_STATIC, .rtm_type = RTN_UNICAST};
    struct message m = message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &route, sizeof route);
    in_addr_t bytes = inet_addr(gateway);
    attribute(&m, RTA_GATEWAY, &bytes, sizeof bytes);
    request(fd, &m, "add route");
}

static struct message new_link(int index, const char *name) {
    struct ifinfomsg link = {.ifi_index = index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    struct message m = message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof link);
    text(&m, IFLA_IFNAME, name);
    return m;
}

static void add_bridge(void) {
    struct message m = new_link(BRIDGE, "floorbr");
    unsigned info = nest(&m, IFLA_LINKINFO);
    text(&m, IFLA_INFO_KIND, "bridge");
    unnest(&m, info);
    request(host, &m, "add bridge");
}

// One end here and up, a port of the bridge if there is one; the other in the namespace.
static void add_veth(int namespace, int bridge) {
    struct message m = new_link(OUTSIDE, "floor0");
    if (bridge) attribute(&m, IFLA_MASTER, &bridge, sizeof bridge);
    unsigned info = nest(&m, IFLA_LINKINFO);
    text(&m, IFLA_INFO_KIND, "veth");
    unsigned data = nest(&m, IFLA_INFO_DATA), peer = nest(&m, VETH_INFO_PEER);
    struct ifinfomsg other = {.ifi_index = INSIDE};
    append(&m, &other, sizeof other);
    text(&m, IFLA_IFNAME, "eth0");
    attribute(&m, IFLA_NET_NS_FD, &namespace, sizeof namespace);
    unnest(&m, peer);
    unnest(&m, data);
    unnest(&m, info);
    request(host, &m, "add veth");
}

// A namespace with a name, lo up; answers with a socket in it.
static int add_namespace(void) {
    int file = open(NAME_FILE, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
    check(file, "reserve the name");
    close(file);
    check(unshare(CLONE_NEWNET), "unshare");
    check(mount("/proc/thread-self/ns/net", NAME_FILE, "none", MS_BIND, NULL), "mount");
    int inside = open_netlink(NETLINK_ROUTE);
    check(setns(home, CLONE_NEWNET), "setns");
    set_up(inside, LOOPBACK);
    return inside;
}

static int open_namespace(void) {
    int namespace = open(NAME_FILE, O_RDONLY | O_CLOEXEC);
    check(namespace, "open namespace");
    return namespace;
}

static void delete_namespace(void) {
    check(umount2(NAME_FILE, MNT_DETACH), "umount");
    check(unlink(NAME_FILE), "unlink");
}

// The rounds.

static double round_namespace(void) {
    double start = now();
    int inside = add_namespace();
    int namespace = open_namespace();
    add_veth(namespace, 0);
    set_up(inside, INSIDE);
    add_address(host, OUTSIDE, "10.99.0.1");
    add_address(inside, INSIDE, "10.99.0.2");
    add_default_route(inside, "10.99.0.1");
    close(namespace);
    close(inside);
    double taken = now() - start;
    delete_link(host, OUTSIDE);
    delete_namespace();
    return taken;
}

static double round_add_namespace(void) {
    double start = now();
    close(add_namespace());
    double taken = now() - start;
    delete_namespace();
    return taken;
}

static double round_delete_namespace(void) {
    close(add_namespace());
    double start = now();
    delete_namespace();
    return now() - start;
}

static double round_veth(void) {
    close(add_namespace());
    double start = now();
    int namespace = open_namespace();
    add_veth(namespace, 0);
    close(namespace);
    double taken = now() - start;
    delete_link(host, OUTSIDE);
    delete_namespace();
    return taken;
}

static double round_bridge(void) {
    double start = now();
    add_bridge();
    add_address(host, BRIDGE, "10.99.0.1");
    double taken = now() - start;
    delete_link(host, BRIDGE);
    return taken;
}

static double round_delete_bridge(void) {
    add_bridge();
    add_address(host, BRIDGE, "10.99.0.1");
    double start = now();
    delete_link(host, BRIDGE);
    return now() - start;
}

static double round_attach(void) {
    add_bridge();
    add_address(host, BRIDGE, "10.99.0.1");
    close(add_namespace());
    double start = now();
    int namespace = open_namespace();
    check(setns(namespace, CLONE_NEWNET), "setns");
    int inside = open_netlink(NETLINK_ROUTE);
    check(setns(home, CLONE_NEWNET), "setns");
    add_veth(namespace, BRIDGE);
    set_up(inside, INSIDE);
    add_address(inside, INSIDE, "10.99.0.2");
    add_default_route(inside, "10.99.0.1");
    close(inside);
    close(namespace);
    double taken = now() - start;
    delete_link(host, OUTSIDE);
    delete_link(host, BRIDGE);
    delete_namespace();
    return taken;
}

// A dump of all links, every byte of it fetched and none looked at.
static double round_list(void) {
    static char buffer[32768];
    double start = now();
    struct ifinfomsg link = {0};
    struct message m = message(RTM_GETLINK, NLM_F_DUMP, &link, sizeof link);
    unsigned no_statistics = RTEXT_FILTER_SKIP_STATS;
    attribute(&m, IFLA_EXT_MASK, &no_statistics, sizeof no_statistics);
    check(send(host, &m, m.header.nlmsg_len, 0), "dump");
    do check(recv(host, buffer, sizeof buffer, 0), "dump");
    while (((struct nlmsghdr *)buffer)->nlmsg_type != NLMSG_DONE);
    return now() - start;
}

// ip as a process: its wall time, and what of it the kernel spent on its behalf.
static double run_ip(double *kernel) {
    double start = now();
    pid_t child = fork();
    check(child, "fork");
    if (child == 0) {
        check(dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO), "dup2");
        execlp("ip", "ip", "-j", "link", NULL);
        _exit(127);
    }
    int status;
    struct rusage usage;
    check(wait4(child, &status, 0, &usage), "wait4");
    double wall = now() - start;
    if (status) errx(1, "ip failed");
    *kernel = usage.ru_stime.tv_sec * 1e6 + usage.ru_stime.tv_usec;
    return wall;
}

static double round_ip_wall(void) {
    double kernel;
    return run_ip(&kernel);
}

// A kernel may tell user from kernel time only at each tick of its clock, of which one run meets few: the mean of ten runs.
static double round_ip_kernel(void) {
    double sum = 0;
    for (int i = 0; i < 10; i++) {
        double kernel;
        run_ip(&kernel);
        sum += kernel;
    }
    return sum / 10;
}

static double play(const char *round) {
    if (!strcmp(round, "namespace")) return round_namespace();
    if (!strcmp(round, "add-namespace")) return round_add_namespace();
    if (!strcmp(round, "delete-namespace")) return round_delete_namespace();
    if (!strcmp(round, "veth")) return round_veth();
    if (!strcmp(round, "bridge")) return round_bridge();
    if (!strcmp(round, "delete-bridge")) return round_delete_bridge();
    if (!strcmp(round, "attach")) return round_attach();
    if (!strcmp(round, "list")) return round_list();
    if (!strcmp(round, "ip-kernel")) return round_ip_kernel();
    if (!strcmp(round, "ip-wall")) return round_ip_wall();
    errx(1, "no such round: %s", round);
}

int main(void) {
    home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    check(home, "open own namespace");
    host = open_netlink(NETLINK_ROUTE);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        printf("%.1f\n", play(line));
        fflush(stdout);
    }
    return 0;
}
