using System.Runtime.InteropServices;
using ContainerNet.Service.Api;

namespace ContainerNet.Service;

/// <summary><c>containernetd serve</c>: the Docker Engine API, until it is told to end.</summary>
internal static class ServeCommand
{
    private const int Failed = 1;

    /// <summary>Serves.</summary>
    /// <param name="arguments"><c>--host PLACE</c> any number of times, and where the host keeps its files.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        List<string> places = [], rest = [];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--host" or "-H" && i + 1 < arguments.Length) places.Add(arguments[++i]);
            else rest.Add(arguments[i]);
        }
        if (HostArguments.Read([.. rest]) is not { } options) return Usage.Print();
        options = options with { ServicePath = options.ServicePath ?? Environment.ProcessPath };
        using var host = new NetHost(options with { ExitCommand = options.ServiceExitCommand ?? [] });
        using var end = new CancellationTokenSource();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => { context.Cancel = true; end.Cancel(); });
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => { context.Cancel = true; end.Cancel(); });
        try
        {
            if (places.Count == 0) places = [.. host.Configuration.Get().Hosts is { Count: > 0 } configured ? configured : [ApiListener.Default]];
            ApiListener[] listeners = [.. places.Select(ApiListener.Parse)];
            await new ApiServer(host).RunAsync(listeners, () => Console.Error.WriteLine($"containernetd: the Docker Engine API is served at {string.Join(", ", listeners.Select(listener => listener.ToString()))}"), end.Token).ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is ContainerNetException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"containernetd: {e.Message}").ConfigureAwait(false);
            return Failed;
        }
    }
}
