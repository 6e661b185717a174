using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>What an entry of a tar archive is: its type flag (tar(5)).</summary>
internal enum ArchiveEntryKind
{
    File = '0',
    HardLink = '1',
    SymbolicLink = '2',
    CharacterDevice = '3',
    BlockDevice = '4',
    Folder = '5',
    Fifo = '6',
}

/// <summary>An entry of a tar archive. Names are bytes, one a character: not all that is in images is UTF-8.</summary>
internal sealed record ArchiveEntry
{
    /// <summary>Its path, as it stands there.</summary>
    public required string Name { get; init; }

    /// <summary>What it is.</summary>
    public required ArchiveEntryKind Kind { get; init; }

    /// <summary>How many bytes of data follow.</summary>
    public long Size { get; init; }

    /// <summary>Where they begin in the archive.</summary>
    public long DataOffset { get; init; }

    /// <summary>Permissions, with set-user-ID, set-group-ID and the sticky bit.</summary>
    public uint Mode { get; init; }

    /// <summary>The owner's number.</summary>
    public uint Owner { get; init; }

    /// <summary>The group's number.</summary>
    public uint Group { get; init; }

    /// <summary>When it was changed last.</summary>
    public FileTime Modified { get; init; }

    /// <summary>The target of a link.</summary>
    public string Target { get; init; } = "";

    /// <summary>A device's major number.</summary>
    public uint Major { get; init; }

    /// <summary>A device's minor number.</summary>
    public uint Minor { get; init; }

    /// <summary>Extended attributes by name, as bytes one a character.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
