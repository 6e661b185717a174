using System.Buffers.Binary;

namespace ContainerNet.Containers.Oci;

/// <summary>A small init that runs as process 1: it passes signals on to the program and reaps orphans.</summary>
/// <param name="Path">Where it is on the host.</param>
internal sealed record InitProgram(string Path)
{
    /// <summary>Where it is inside, as in Docker.</summary>
    public const string Target = "/sbin/docker-init";

    private const int InterpreterSegment = 3;

    private static readonly string[] _folders = ["/usr/bin", "/usr/local/bin", "/usr/libexec/docker", "/usr/libexec/podman", "/usr/lib/podman"];
    private static readonly string[] _names = ["docker-init", "catatonit", "tini-static", "tini"];

    /// <summary>Finds one that needs nothing else of the file system that it runs in.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public static InitProgram Find()
    {
        IEnumerable<string> paths = from name in _names from folder in _folders select System.IO.Path.Combine(folder, name);
        return paths.FirstOrDefault(path => File.Exists(path) && IsStatic(path)) is { } found
            ? new InitProgram(found)
            : throw new ContainerNetException("An init for containers needs docker-init, catatonit or a static tini, and none of them is installed. Install one with: apt-get install catatonit", ErrorKind.Unsupported) { ErrorId = "InitMissing" };
    }

    // A program header of type PT_INTERP (elf(5)) names the loader of a dynamic program, which a container may not have. The
    // table's place, its entries' size and their number are at 32, 54 and 56 in a file of 64 bits.
    private static bool IsStatic(string path)
    {
        Span<byte> start = stackalloc byte[4096];
        using FileStream file = File.OpenRead(path);
        start = start[..file.ReadAtLeast(start, 64, throwOnEndOfStream: false)];
        if (start.Length < 64 || !start.StartsWith("\u007fELF"u8)) return false;
        int place = (int)BinaryPrimitives.ReadUInt64LittleEndian(start[32..]), size = BinaryPrimitives.ReadUInt16LittleEndian(start[54..]);
        for (int count = BinaryPrimitives.ReadUInt16LittleEndian(start[56..]); count > 0 && place >= 0 && place + size <= start.Length; count--, place += size)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(start[place..]) == InterpreterSegment) return false;
        }
        return true;
    }
}
