namespace ContainerNet.Interop;

/// <summary>Waiting for a descriptor, so that a timeout or a cancellation (Ctrl+C) ends the wait at once.</summary>
internal static unsafe class Readiness
{
    private const int EventFdCloseOnExec = 0x80000;

    /// <summary>Waits until the descriptor is ready.</summary>
    /// <param name="descriptor">What to wait for.</param>
    /// <param name="events"><see cref="PollDescriptor.In"/> or <see cref="PollDescriptor.Out"/>.</param>
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
    public static int WaitAny(params ReadOnlySpan<FileDescriptor?> descriptors)
    {
        PollDescriptor* polled = stackalloc PollDescriptor[descriptors.Length];
        for (int i = 0; i < descriptors.Length; i++) polled[i] = new PollDescriptor { Descriptor = descriptors[i]?.Number ?? -1, Events = PollDescriptor.In };
        while (true)
        {
            int result = Libc.poll(polled, (nuint)descriptors.Length, -1);
            if (result < 0 && Libc.LastError != Errno.EINTR) Libc.Check(result, "poll");
            for (int i = 0; result > 0 && i < descriptors.Length; i++)
            {
                if (polled[i].Returned != 0) return i;
            }
        }
    }

    private static bool Poll(FileDescriptor descriptor, FileDescriptor? wake, short events, TimeSpan timeout)
    {
        PollDescriptor* polled = stackalloc PollDescriptor[2];
        polled[0] = new PollDescriptor { Descriptor = descriptor.Number, Events = events };
        polled[1] = new PollDescriptor { Descriptor = wake is null ? -1 : wake.Number, Events = PollDescriptor.In };
        long deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            long left = Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            int result = Libc.poll(polled, 2, (int)left);
            if (result >= 0) return polled[0].Returned != 0;
            if (Libc.LastError != Errno.EINTR) Libc.Check(result, "poll");
        }
    }

    /// <summary>A descriptor that can be read once <see cref="Signal"/> was called for it.</summary>
    public static FileDescriptor NewEvent()
    {
        FileDescriptor descriptor = Libc.eventfd(0, EventFdCloseOnExec);
        Libc.Check(descriptor.IsInvalid ? -1 : 0, "eventfd");
        return descriptor;
    }

    /// <summary>Has a wait for an event end.</summary>
    public static void Signal(FileDescriptor wake)
    {
        ulong one = 1;
        _ = Libc.write(wake, (byte*)&one, sizeof(ulong));
    }
}
