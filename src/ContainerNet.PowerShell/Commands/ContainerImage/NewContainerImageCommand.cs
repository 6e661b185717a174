using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes an image of a container: of its own image and of what it has changed.</summary>
[Cmdlet(VerbsCommon.New, "ContainerImage", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerImage))]
public sealed class NewContainerImageCommand : NetCommand
{
    /// <summary>The container, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [ValidateNotNullOrEmpty]
    public PSObject? Container { get; set; }

    /// <summary>A reference for the image: demo/web:2.</summary>
    [Parameter(Position = 1)]
    [Alias("Reference", "Tag")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Instructions of a Dockerfile that change the image's configuration: 'CMD ["nginx"]', 'ENV A=1'.</summary>
    [Parameter]
    [Alias("c")]
    [ValidateNotNullOrEmpty]
    public string[] Change { get; set; } = [];

    /// <summary>Who makes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Author { get; set; }

    /// <summary>What is to be said of it in its history.</summary>
    [Parameter]
    [Alias("m")]
    [ValidateNotNullOrEmpty]
    public string? Message { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        NetContainer container = Net.Containers.Get(new PipedObject(Container!).NameAs(nameof(NetContainer), "Id", "Name"));
        string what = $"Create image{(Name is null ? "" : $" '{Name}'")} from container '{container.Name}'";
        if (!ShouldProcess(what, $"{what}?", MyInvocation.MyCommand.Name)) return;
        WriteObject(Net.Containers.Commit(container.Id, new ContainerCommitOptions { Reference = Name, Author = Author, Message = Message, Changes = Change }, Cancellation));
    });
}
