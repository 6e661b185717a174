using System.Runtime.InteropServices;
using ContainerNet.Service.Names;

namespace ContainerNet.Service;

/// <summary><c>containernetd name-server</c>: answers for names until it is told to end, or nothing has a name any more.</summary>
internal static class NameServerCommand
{
    /// <summary>Runs the server.</summary>
    /// <param name="arguments">Where the host keeps its files.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (HostArguments.Read(arguments) is not { } options) return Usage.Print();
        using var host = new NetHost(options);
        using var end = new CancellationTokenSource();
        using var server = new DnsServer(new NameState(host));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; end.Cancel(); });
        using PosixSignalRegistration hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => { context.Cancel = true; server.Wake(); });
        await server.RunAsync(end.Token).ConfigureAwait(false);
        return 0;
    }
}
