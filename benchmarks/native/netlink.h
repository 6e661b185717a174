// What the programs that ask the kernel by netlink share.
#include <err.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

struct message {
    struct nlmsghdr header;
    char body[1008];
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec * 1e-3;
}

static void check(int result, const char *what) {
    if (result < 0) err(1, "%s", what);
}

static int open_netlink(int protocol) {
    int socket_fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    check(socket_fd, "socket");
    return socket_fd;
}

static void append(struct message *m, const void *bytes, size_t length) {
    memcpy((char *)m + m->header.nlmsg_len, bytes, length);
    m->header.nlmsg_len += NLMSG_ALIGN(length);
}

static struct message message(int type, int flags, const void *family, size_t length) {
    struct message m = {.header = {.nlmsg_len = NLMSG_HDRLEN, .nlmsg_type = type, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags}};
    append(&m, family, length);
    return m;
}

static void receive_answer(int fd, const char *what) {
    struct {
        struct nlmsghdr header;
        struct nlmsgerr answer;
        char rest[4096];
    } reply;
    check(recv(fd, &reply, sizeof reply, 0), what);
    if (reply.header.nlmsg_type == NLMSG_ERROR && reply.answer.error) {
        errno = -reply.answer.error;
        err(1, "%s", what);
    }
}

static void request(int fd, struct message *m, const char *what) {
    check(send(fd, m, m->header.nlmsg_len, 0), what);
    receive_answer(fd, what);
}

static void delete_link(int fd, int index) {
    struct ifinfomsg link = {.ifi_index = index};
    struct message m = message(RTM_DELLINK, 0, &link, sizeof link);
    request(fd, &m, "delete link");
}
