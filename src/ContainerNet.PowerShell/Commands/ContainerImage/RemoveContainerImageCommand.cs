using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes references of container images, and with the last of them the images.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerImage", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
public sealed class RemoveContainerImageCommand : NetCommand
{
    private const string ByName = "Name";
    private const string ByObject = "InputObject";

    /// <summary>References, ids, or beginnings of ids.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [Alias("Id", "Reference")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Images as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Remove an image that is meant by its id with all its references.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachNamed(Name, InputObject, nameof(ContainerImage), ["Id"], Remove);

    private void Remove(string name)
    {
        if (Net.Images.Find(name) is null) throw Errors.NotFound("ImageNotFound", "image", name);
        IReadOnlySet<string> inUse = Net.Containers.ListImagesInUse();
        if (IsApproved(Net.Images.PlanRemove(name, inUse, Force))) Net.Images.Remove(name, inUse, Force);
    }
}
