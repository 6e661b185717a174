using System.Management.Automation;
using System.Net;

namespace ContainerNet.HelpBuilder.Tests.Samples;

[Cmdlet(VerbsCommon.Get, "Sample", DefaultParameterSetName = "ByName", HelpUri = "https://example.com/Get-Sample")]
[OutputType(typeof(Sample))]
public sealed class GetSampleCommand : SampleCommand
{
    [Parameter(ParameterSetName = "ByName", Position = 0)]
    [SupportsWildcards]
    [PSDefaultValue(Help = "Every sample")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = "ByAddress", Mandatory = true)]
    public IPAddress? IPAddress { get; set; }

    [Parameter]
    public SampleState? State { get; set; }

    [Parameter]
    [ValidateSet("IPv4", "IPv6")]
    public string[]? AddressFamily { get; set; }

    protected override void ProcessRecord() => WriteObject(new Sample("eth0"));
}
