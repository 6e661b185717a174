using System.Management.Automation;

namespace ContainerNet.HelpBuilder.Tests.Samples;

[Cmdlet(VerbsCommon.Set, "Sample", SupportsShouldProcess = true)]
public sealed class SetSampleCommand : SampleCommand
{
    [Parameter]
    public uint? MtuSize { get; set; }

    [Parameter(Mandatory = true)]
    public Dictionary<string, int>? Options { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    public string? NewName { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public Sample[]? InputObject { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }
}
