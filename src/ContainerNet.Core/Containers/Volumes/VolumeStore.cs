using System.Text.RegularExpressions;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;
using ContainerNet.State;
using Tmds.Linux;

namespace ContainerNet.Containers.Volumes;

/// <summary>Where named volumes are kept: a directory for each, with its content in <c>_data</c>, as Docker has it, and what is kept of it in <c>volume.json</c>.</summary>
/// <param name="folder">The directory of all volumes.</param>
internal sealed partial class VolumeStore(string folder) : IDisposable
{
    // No volume's name begins so.
    private readonly StateLock _lock = new(Path.Combine(folder, ".lock"));

    /// <summary>Whether a text can be a volume's name.</summary>
    public static bool IsName(string text) => Name().IsMatch(text) && text.Length <= 255;

    /// <summary>Takes the lock that each change holds.</summary>
    public StateLock.Holder Take() => _lock.Take();

    /// <summary>Closes the lock's file.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>The names of all volumes, in their order.</summary>
    public IReadOnlyList<string> Names()
        => Directory.Exists(folder) ? [.. Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => IsName(name) && Exists(name)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Whether there is a volume of that name.</summary>
    public bool Exists(string name) => File.Exists(RecordOf(name)) || Directory.Exists(PathOf(name));

    /// <summary>Where its content is.</summary>
    public string PathOf(string name) => Path.Combine(folder, name, "_data");

    /// <summary>What is kept of it.</summary>
    /// <exception cref="ContainerNetException">StateUnreadable: its record is damaged.</exception>
    public VolumeRecord Read(string name)
        => File.Exists(RecordOf(name)) ? FileOf(name).Read() : new VolumeRecord { Created = new DateTimeOffset(Directory.GetLastWriteTimeUtc(Path.Combine(folder, name)), TimeSpan.Zero) };

    /// <summary>Adds one. The lock is held.</summary>
    public void Add(string name, VolumeRecord record)
    {
        PrivateDirectory.Ensure(folder);
        Directory.CreateDirectory(Path.Combine(folder, name));
        FileOf(name).Write(record);
        Directory.CreateDirectory(PathOf(name));
    }

    /// <summary>Has a volume ready for a container: made where it is missing, filled where it is new, mounted where it has options.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="root">The container's root file system, which a new one is filled from; null to leave it empty.</param>
    /// <param name="target">Where in it the volume is to be mounted.</param>
    /// <param name="propose">What is kept of one that is made.</param>
    public void Provide(string name, string? root, string target, VolumeRecord? propose = null)
    {
        using StateLock.Holder held = Take();
        if (!Exists(name) && propose is not null) Add(name, propose);
        VolumeRecord record = Read(name);
        if (VolumeOptions.Of(record.Options) is { } options)
        {
            Directory.CreateDirectory(PathOf(name));
            if (!IsMounted(name)) options.Mount(PathOf(name));
            return;
        }
        // What a user has put into it stays; the kernel removes only an empty directory.
        if (record.IsNew && Directory.Exists(PathOf(name)) && !Directory.EnumerateFileSystemEntries(PathOf(name)).Any()) Directory.Delete(PathOf(name));
        new VolumeContent(PathOf(name)).Make(root, target);
        if (record.IsNew) FileOf(name).Write(record with { IsNew = false });
    }

    /// <summary>Whether the file system of its options is mounted.</summary>
    public bool IsMounted(string name)
    {
        using FileDescriptor? content = FileDescriptor.TryOpen(PathOf(name), OpenFlags.Path | OpenFlags.NoFollow);
        return content is not null && EntryStatus.Of(content).IsMountRoot;
    }

    /// <summary>Unmounts it; the lock is held. Nothing mounted is no error.</summary>
    public void Unmount(string name)
    {
        while (IsMounted(name)) Libc.Check(Libc.umount2(PathOf(name), LibC.MNT_DETACH | LibC.UMOUNT_NOFOLLOW), "umount", PathOf(name));
    }

    /// <summary>Removes it with its content; the lock is held. What is mounted there is only unmounted.</summary>
    public void Remove(string name)
    {
        Unmount(name);
        // The record is removed last: until then it is a volume that can be removed again.
        DirectoryTree.Remove(PathOf(name));
        DirectoryTree.Remove(Path.Combine(folder, name));
    }

    private string RecordOf(string name) => Path.Combine(folder, name, "volume.json");

    private JsonFile<VolumeRecord> FileOf(string name) => new(RecordOf(name), static () => VolumeJson.Default.VolumeRecord);

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9_.-]+\z")]
    private static partial Regex Name();
}

/// <summary>The host's volumes.</summary>
internal static class VolumeService
{
    extension(HostContext host)
    {
        /// <summary>Where the host's volumes are kept.</summary>
        public VolumeStore VolumeStore => host.Get<VolumeStore>();
    }
}
