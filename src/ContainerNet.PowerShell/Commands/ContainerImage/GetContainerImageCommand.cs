using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the container images that are here.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerImage")]
[OutputType(typeof(ContainerImage))]
public sealed class GetContainerImageCommand : NetCommand
{
    /// <summary>References, ids, beginnings of ids, or wildcards; all images when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("Reference")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Images to read again, also deserialised, or their names.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(InputObject is null ? Name : [.. InputObject.Select(item => new PipedObject(item).NameAs(nameof(ContainerImage), "Id"))]);
        WriteObject(Net.Images.List().Where(image => image.References.Any(wanted.Matches) || wanted.Matches(image.Id)), enumerateCollection: true);
        // What is not written out in full: a name without its tag, the beginning of an id.
        ForEach(wanted.Missing, name => WriteObject(Net.Images.Find(name) ?? throw Errors.NotFound("ImageNotFound", "image", name)));
    });
}
