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
            ContainerNet's commands and conmon start the program. The options say where the host keeps what the program reads:
              {string.Join($"{Environment.NewLine}  ", HostArguments.Descriptions)}
            """);
        return Misused;
    }
}
