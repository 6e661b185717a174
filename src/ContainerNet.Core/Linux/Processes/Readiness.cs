using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Processes;

/// <summary>Waiting for a descriptor, so that a timeout or a cancellation (Ctrl+C) ends the wait at once.</summary>
internal static unsafe class Readiness
{
    /// <summary>Waits until the descriptor is ready.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events"><see cref="LibC.POLLIN"/> or <see cref="LibC.POLLOUT"/>.</param>
    /// <param name="timeout">How long at most.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>False when the time ran out.</returns>
    public static bool Wait(FileDescriptor descriptor, short events, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using FileDescriptor? wake = cancellation.CanBeCanceled ? NewEvent() : null;
        using CancellationTokenRegistration registration = cancellation.Register(() => Signal(wake!));
        bool ready = Poll(descriptor, wake, events, timeout);
        cancellation.ThrowIfCancellationRequested();
        return ready;
    }

    /// <summary>Waits until one of several can be read, or its other end is closed.</summary>
    /// <param name="descriptors">What to wait for; null is left out.</param>
    /// <returns>The place of the first one that is ready.</returns>
    public static int WaitAny(params ReadOnlySpan<FileDescriptor?> descriptors) => WaitAny(Timeout.InfiniteTimeSpan, descriptors);

    /// <summary>Waits so for a bounded time.</summary>
    /// <param name="timeout">How long at most; <see cref="Timeout.InfiniteTimeSpan"/> for no bound.</param>
    /// <param name="descriptors">What to wait for; null is left out.</param>
    /// <returns>The place of the first one that is ready; -1 when the time ran out.</returns>
    public static int WaitAny(TimeSpan timeout, params ReadOnlySpan<FileDescriptor?> descriptors)
    {
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        pollfd* polled = stackalloc pollfd[descriptors.Length];
        for (int i = 0; i < descriptors.Length; i++) polled[i] = new pollfd { fd = descriptors[i]?.Number ?? -1, events = LibC.POLLIN };
        while (true)
        {
            int left = timeout < TimeSpan.Zero ? -1 : (int)Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            int result = NativeMethods.poll(polled, (uint)descriptors.Length, left);
            if (result == 0) return -1;
            if (result < 0 && Libc.LastError != Errno.EINTR) Libc.Check(result, "poll");
            for (int i = 0; result > 0 && i < descriptors.Length; i++)
            {
                if (polled[i].revents != 0) return i;
            }
        }
    }

    /// <summary>Waits until a descriptor takes bytes, or its other end is closed, or one of several can be read.</summary>
    /// <param name="writer">What is to be written to.</param>
    /// <param name="readers">What is to be read; null is left out.</param>
    /// <returns>The place of the first reader that is ready; -1 when only the writer is.</returns>
    public static int WaitForRoomOrAny(FileDescriptor writer, params ReadOnlySpan<FileDescriptor?> readers)
    {
        pollfd* polled = stackalloc pollfd[readers.Length + 1];
        for (int i = 0; i < readers.Length; i++) polled[i] = new pollfd { fd = readers[i]?.Number ?? -1, events = LibC.POLLIN };
        polled[readers.Length] = new pollfd { fd = writer.Number, events = LibC.POLLOUT };
        int result;
        while ((result = NativeMethods.poll(polled, (uint)readers.Length + 1, -1)) < 0)
        {
            if (Libc.LastError != Errno.EINTR) Libc.Check(result, "poll");
        }
        for (int i = 0; i < readers.Length; i++)
        {
            if (polled[i].revents != 0) return i;
        }
        return -1;
    }

    private static bool Poll(FileDescriptor descriptor, FileDescriptor? wake, short events, TimeSpan timeout)
    {
        pollfd* polled = stackalloc pollfd[2];
        polled[0] = new pollfd { fd = descriptor.Number, events = events };
        polled[1] = new pollfd { fd = wake is null ? -1 : wake.Number, events = LibC.POLLIN };
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            long left = Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            int result = NativeMethods.poll(polled, 2, (int)left);
            if (result >= 0) return polled[0].revents != 0;
            if (Libc.LastError != Errno.EINTR) Libc.Check(result, "poll");
        }
    }

    /// <summary>A descriptor that can be read once <see cref="Signal"/> was called for it.</summary>
    public static FileDescriptor NewEvent() => Libc.Check(Libc.eventfd(0, LibC.EFD_CLOEXEC), "eventfd");

    /// <summary>Has a wait for an event end.</summary>
    public static void Signal(FileDescriptor wake)
    {
        ulong one = 1;
        _ = Libc.write(wake, (byte*)&one, sizeof(ulong));
    }
}
