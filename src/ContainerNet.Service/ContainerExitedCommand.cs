namespace ContainerNet.Service;

/// <summary><c>containernetd container-exited</c>: the command that conmon runs when a container has ended and no process waits for it.</summary>
internal static class ContainerExitedCommand
{
    private const int Failed = 1;

    /// <summary>Gives back what the container held, and starts or removes it as it was requested.</summary>
    /// <param name="arguments">Where the host keeps its files.</param>
    /// <param name="id">The container's id.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, string id)
    {
        if (HostArguments.Read(arguments) is not { } options) return Usage.Print();
        // One that is started again is seen to in the same way when it ends the next time.
        using var host = new NetHost(options with { ExitCommand = options.ServiceExitCommand ?? [] });
        try
        {
            host.Containers.SeeToEnd(id);
            return 0;
        }
        catch (ContainerNetException e)
        {
            Console.Error.WriteLine($"containernetd: {e.Message}");
            return Failed;
        }
    }
}
