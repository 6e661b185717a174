using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>What a container writes while somebody waits for its end: its output as objects, its errors to the host, its exit code in $LASTEXITCODE.</summary>
internal static class ContainerOutput
{
    public static void Follow(PSCmdlet cmdlet, NetHost net, NetContainer container, CancellationToken cancellation)
    {
        if (container.Options.Interactive) net.Containers.Attach(container.Id, cancellation);
        else Write(cmdlet, net.Containers.ReadLog(container.Id, tail: null, follow: true, cancellation));
        cmdlet.SessionState.PSVariable.Set("global:LASTEXITCODE", net.Containers.Wait(container.Id, Timeout.InfiniteTimeSpan, cancellation).ExitCode);
        net.Containers.Repair(container.Id);
    }

    private static void Write(PSCmdlet cmdlet, IEnumerable<ContainerLogLine> lines)
    {
        foreach (ContainerLogLine line in lines)
        {
            if (line.Stream == LogStream.Stdout) cmdlet.WriteObject(line.Text);
            else cmdlet.Host.UI.WriteErrorLine(line.Text);
        }
    }
}
