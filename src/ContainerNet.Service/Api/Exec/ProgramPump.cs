using System.Buffers;
using System.IO.Pipelines;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Exec;

/// <summary>Moves bytes between a connection and the descriptors of a program.</summary>
internal static class ProgramPump
{
    private const int BufferSize = 32 * 1024;

    /// <summary>Sends what a program writes, until it has closed its end or the client has left.</summary>
    public static Task SendAsync(FileDescriptor from, StreamFrames to, byte kind, CancellationToken cancellation) => Task.Factory.StartNew(() =>
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            while (from.Read(buffer) is var count and > 0) to.WriteAsync(kind, buffer.AsMemory(0, count), cancellation).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has left. The program may write on, and its reader ends with the descriptor.
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Hands a program what the client types, and closes the program's input at the client's end where that is wanted.</summary>
    public static async Task ReceiveAsync(PipeReader from, FileDescriptor to, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                ReadResult read = await from.ReadAsync(cancellation).ConfigureAwait(false);
                // A program that does not read blocks the write, and only this client with it.
                bool isOpen = await ApiRequest.Run(() => Write(to, read.Buffer)).ConfigureAwait(false);
                from.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || !isOpen) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has left, or the program has ended.
        }
    }

    /// <summary>Reads what a client sends and nobody wants, until the client closes its half.</summary>
    public static async Task DiscardAsync(PipeReader from, CancellationToken cancellation)
    {
        try
        {
            while (await from.ReadAsync(cancellation).ConfigureAwait(false) is { IsCompleted: false } read) from.AdvanceTo(read.Buffer.End);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client has left.
        }
    }

    private static bool Write(FileDescriptor to, ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> piece in bytes)
        {
            if (!to.Write(piece.Span)) return false;
        }
        return true;
    }
}
