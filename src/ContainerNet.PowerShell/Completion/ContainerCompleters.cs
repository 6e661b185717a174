using System.Globalization;
using ContainerNet.Linux.Processes;
using ContainerNet.PowerShell.Formatting;

namespace ContainerNet.PowerShell.Completion;

/// <summary>Offers the names of containers.</summary>
internal class ContainerCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => Net.Containers.List().Where(container => Takes(request, container)).Select(container => Of(container));

    /// <summary>Those that are there, paused or not.</summary>
    internal static IEnumerable<Candidate> Live() => Net.Containers.List().Where(container => container.IsLive).Select(container => Of(container));

    // What a command would refuse is not offered.
    private static bool Takes(CompletionRequest request, NetContainer container)
        => request.IsFor("Suspend-NetContainer") ? container.State == ContainerState.Running
            : request.IsFor("Resume-NetContainer") ? container.State == ContainerState.Paused
            : !request.IsFor("Send-NetContainerSignal") || container.IsLive;

    /// <summary>Those that run.</summary>
    /// <param name="prefix">What stands before their names.</param>
    internal static IEnumerable<Candidate> Running(string prefix = "")
        => Net.Containers.List().Where(container => container.State == ContainerState.Running).Select(container => Of(container, prefix));

    private static Candidate Of(NetContainer container, string prefix = "")
        => new($"{prefix}{container.Name}", $"{ContainerColumns.Id(container.Id)}, {container.Image}, {ContainerStatus.Text(container, DateTimeOffset.UtcNow)}");
}

/// <summary>Offers the names of containers that run.</summary>
internal sealed class RunningContainerCompleter : ContainerCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => Running();
}

/// <summary>Offers the names of containers that run or are paused.</summary>
internal sealed class LiveContainerCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => ContainerCompleter.Live();
}

/// <summary>Offers the labels that containers have: each key, and each key with its value.</summary>
internal sealed class LabelCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => from container in Net.Containers.List()
           from label in container.Labels
           from text in (string[])[label.Key, $"{label.Key}={label.Value}"]
           select new Candidate(text, $"A label of container '{container.Name}'");
}

/// <summary>Offers signals.</summary>
internal sealed class SignalCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) => Signals.Names.Select((name, index) => new Candidate(name, $"SIG{name}, signal {index + 1}"));
}

/// <summary>Offers the users of a container, out of its own /etc/passwd.</summary>
internal sealed class ContainerUserCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => request.Text("Name") is { Length: > 0 } name ? Net.Containers.ListUsers(name).Select(user => new Candidate(user, $"A user of container '{name}'")) : [];
}

/// <summary>Offers the references of container images, and the ids of those that have none.</summary>
internal sealed class ImageCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => from image in Net.Images.List()
           from name in image.References.DefaultIfEmpty(ContainerColumns.Id(image.Id))
           select new Candidate(name, string.Create(CultureInfo.InvariantCulture, $"{ContainerColumns.Id(image.Id)}, {image.Size / 1e6:N1} MB, made {ContainerColumns.Ago(image.Created)}"));
}

/// <summary>Offers the names of volumes.</summary>
internal sealed class VolumeCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request)
        => Net.Volumes.List().Select(volume => new Candidate(volume.Name, volume.Containers.Count == 0 ? "In use by no container" : $"In use by {volume.Containers}"));
}

/// <summary>Offers capabilities, and those that a container has anyway with the '-' that takes them away.</summary>
internal sealed class CapabilityCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) =>
    [
        .. ContainerCapabilities.All.Except(ContainerCapabilities.Default).Order().Select(name => new Candidate(name, $"Give the container CAP_{name}")),
        new Candidate("ALL", "Give the container all capabilities of this session"),
        .. ContainerCapabilities.Default.Order().Select(name => new Candidate($"-{name}", $"Drop CAP_{name}, which a container has by default")),
        new Candidate("-ALL", "Drop all capabilities"),
    ];
}

/// <summary>Offers the restart policies.</summary>
internal sealed class RestartPolicyCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Candidate> Candidates(CompletionRequest request) =>
    [
        new("no", "Do not restart it"),
        new("always", "Restart it whenever it ends, and after a reboot"),
        new("unless-stopped", "Restart it whenever it ends, unless a user stopped it"),
        new("on-failure", "Restart it when its exit code is not 0"),
        new("on-failure:5", "Restart it when its exit code is not 0, at most five times"),
    ];
}
