using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>What a program in a container writes, as a session gets it: its output as objects, its errors to the host.</summary>
internal static class ContainerOutput
{
    public static void Write(PSCmdlet cmdlet, IEnumerable<ContainerLogLine> lines)
    {
        foreach (ContainerLogLine line in lines)
        {
            if (line.Stream == LogStream.Output) cmdlet.WriteObject(line.Text);
            else cmdlet.Host.UI.WriteErrorLine(line.Text);
        }
    }
}
