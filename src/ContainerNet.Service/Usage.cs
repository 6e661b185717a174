using ContainerNet.Service.Api;

namespace ContainerNet.Service;

/// <summary>What the program says when it does not understand its arguments.</summary>
internal static class Usage
{
    private const int Misused = 2;

    /// <summary>Prints how the program is called.</summary>
    /// <returns>The exit code.</returns>
    public static int Print()
    {
        Console.Error.WriteLine($"""
            usage: containernetd {ServiceProgram.NameServerVerb} [OPTION VALUE]...
                   Answers for the names of container networks.
               or: containernetd {ServiceProgram.ContainerExitedVerb} [OPTION VALUE]... ID
                   Gives back what a container held that has ended, and starts it again or removes it as it was asked for.
               or: containernetd {ServiceProgram.ServeVerb} [--host PLACE]... [OPTION VALUE]...
                   Serves the Docker Engine API at unix:///PATH or tcp://ADDRESS:PORT; without --host at daemon.json's hosts, or at {ApiListener.Default}.
            ContainerNet's commands and conmon start the other two. The options say where the host keeps what the program reads:
              {string.Join($"{Environment.NewLine}  ", HostArguments.Descriptions)}
            """);
        return Misused;
    }
}
