// New TCP connections, one behind the other in each of several processes.
//   connect serve PORT                                takes connections and closes them at once
//   connect load ADDRESS PORT SECONDS PROCESSES       answers with a line: connections a second, and the median of the
//                                                     microseconds that connect(2) took
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BACKLOG 4096

// Times are counted in tenths of a microsecond, up to ten milliseconds.
enum { BINS = 100000 };

struct counts {
    uint64_t connections;
    uint32_t times[BINS];
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void check(int result, const char *what) {
    if (result < 0) err(1, "%s", what);
}

static int open_tcp(void) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    check(fd, "socket");
    return fd;
}

static void serve(int port) {
    int fd = open_tcp(), on = 1;
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(port)};
    check(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    check(bind(fd, (struct sockaddr *)&own, sizeof own), "bind");
    check(listen(fd, BACKLOG), "listen");
    for (;;) {
        int client = accept(fd, NULL, NULL);
        if (client >= 0) close(client);
    }
}

// Until the server has closed it: nobody gets further ahead of the server than one connection. Closed by a reset it
// leaves nothing that would keep its port.
static double connect_once(const struct sockaddr_in *server) {
    int fd = open_tcp();
    double start = now();
    check(connect(fd, (const struct sockaddr *)server, sizeof *server), "connect");
    double taken = now() - start;
    char nothing;
    check(read(fd, &nothing, 1), "read");
    struct linger reset = {.l_onoff = 1};
    check(setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset), "setsockopt");
    close(fd);
    return taken;
}

static void load(const struct sockaddr_in *server, double seconds, struct counts *counts) {
    double end = now() + seconds;
    while (now() < end) {
        double bin = connect_once(server) * 1e7;
        __atomic_add_fetch(&counts->connections, 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&counts->times[bin < BINS ? (int)bin : BINS - 1], 1, __ATOMIC_RELAXED);
    }
}

static double median(const struct counts *counts) {
    uint64_t seen = 0;
    int bin = 0;
    while (bin < BINS && (seen += counts->times[bin]) * 2 < counts->connections) bin++;
    return bin / 10.0;
}

int main(int argc, char **argv) {
    if (argc == 3 && !strcmp(argv[1], "serve")) serve(atoi(argv[2]));
    if (argc != 6 || strcmp(argv[1], "load")) errx(2, "serve PORT, or load ADDRESS PORT SECONDS PROCESSES");
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(argv[3]))};
    if (inet_pton(AF_INET, argv[2], &server.sin_addr) != 1) errx(2, "%s is no IPv4 address", argv[2]);
    double seconds = atof(argv[4]);
    struct counts *counts = mmap(NULL, sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (counts == MAP_FAILED) err(1, "mmap");

    for (int i = atoi(argv[5]); i > 0; i--) {
        pid_t child = fork();
        check(child, "fork");
        if (child == 0) {
            load(&server, seconds, counts);
            exit(0);
        }
    }
    for (int status; wait(&status) > 0;)
        if (status) errx(1, "a process failed");
    printf("%.0f %.1f\n", counts->connections / seconds, median(counts));
    return 0;
}
