using System.Management.Automation;

namespace ContainerNet.HelpBuilder.Tests.Samples;

/// <summary>What the samples inherit, as the module's cmdlets inherit -Namespace.</summary>
public abstract class SampleCommand : PSCmdlet
{
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Netns", "ns")]
    [SupportsWildcards]
    public string[]? Namespace { get; set; }

    [Parameter(DontShow = true)]
    public SwitchParameter Hidden { get; set; }
}
