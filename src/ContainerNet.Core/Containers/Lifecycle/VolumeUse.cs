using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Volumes;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Which containers have which volumes.</summary>
internal sealed class VolumeUse(HostContext host, ContainerStore store)
{
    /// <summary>The names of the containers that have a volume, by its name; also of those that do not run.</summary>
    public ILookup<string, string> ContainersByVolume()
        => store.All().SelectMany(container => VolumeMount.NamesIn(container.Volumes).Select(volume => (volume, container.Name))).ToLookup(use => use.volume, use => use.Name);

    /// <summary>The volumes of a container that are mounted and that no other container needs.</summary>
    public IReadOnlyList<string> ToUnmount(string id)
    {
        if (store.TryRead(id) is not { } container) return [];
        return [.. VolumeMount.NamesIn(container.Volumes).Where(name => host.VolumeStore.IsMounted(name) && !IsNeededBesides(name, id))];
    }

    /// <summary>Unmounts those volumes.</summary>
    public void Unmount(string id)
    {
        if (ToUnmount(id).Count == 0) return;
        using StateLock.Holder held = host.VolumeStore.Take();
        foreach (string name in ToUnmount(id)) host.VolumeStore.Unmount(name);
    }

    // A container that is being started is known before its volumes are mounted.
    private bool IsNeededBesides(string volume, string id)
        => store.All().Any(other => other.Id != id && VolumeMount.NamesIn(other.Volumes).Contains(volume)
            && (host.Runtime.State(other.Id) is { Status: not ContainerProcessStatus.Exited } || other.Phase == ContainerPhase.Starting && !ContainerLock.IsFree(store.DirectoryOf(other.Id))));
}
