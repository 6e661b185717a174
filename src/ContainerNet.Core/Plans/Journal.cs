using System.Globalization;
using System.Text;
using System.Text.Json;
using ContainerNet.Interop;
using ContainerNet.State;
using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Plans;

/// <summary>
/// What a plan is about to do, written down before it is done: a file that its writer holds locked. When the writer dies the
/// lock goes, and the next command that finds the file undoes what was begun.
/// The first line holds the steps, each further line how many of them were begun by then.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly string _path;
    private readonly FileDescriptor _file;

    private Journal(string path, FileDescriptor file)
    {
        _path = path;
        _file = file;
    }

    /// <summary>Writes the plan down.</summary>
    public static Journal Begin(NetHost host, IReadOnlyList<Step> steps)
    {
        string folder = FolderOf(host);
        PrivateFolder.Ensure(folder);
        Journal journal = Create(folder);
        journal.Write(StepJson.Write(steps));
        return journal;
    }

    // Until it is locked the file may be taken for a dead process's, and removed: then there has to be another.
    private static Journal Create(string folder)
    {
        while (true)
        {
            string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Guid.NewGuid():N}"));
            FileDescriptor file = FileDescriptor.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.Append, mode: 0b110_000_000);
            Libc.Check(Libc.flock(file, LockOperation.Exclusive), "flock", path);
            if (File.Exists(path)) return new Journal(path, file);
            file.Dispose();
        }
    }

    /// <summary>Notes that the steps before <paramref name="end"/> are begun.</summary>
    public void Starting(int end) => Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n{end}")));

    /// <summary>The plan is carried out, or undone.</summary>
    public void Finish() => File.Delete(_path);

    public void Dispose() => Release(_file);

    /// <summary>Undoes what killed processes left half done.</summary>
    public static void Recover(NetHost host)
    {
        string folder = FolderOf(host);
        if (PrivateFolder.IsEmpty(folder)) return;
        foreach (string path in Directory.EnumerateFiles(folder)) RecoverOne(host, path);
    }

    private static void RecoverOne(NetHost host, string path)
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
        if (file is null || Libc.flock(file, LockOperation.Exclusive | LockOperation.NonBlocking) != 0) return;
        try
        {
            if (File.Exists(path)) Mend(host, file, path);
        }
        finally
        {
            Release(file);
        }
    }

    private static void Mend(NetHost host, FileDescriptor file, string path)
    {
        using StateLock.Holder held = host.State.Lock.Take();
        using PlanSession session = host.NewSession();
        (Step[] steps, int begun) = Read(file, path);
        int pointOfNoReturn = Array.FindIndex(steps, step => step.Inverse is null);
        if (pointOfNoReturn >= 0 && pointOfNoReturn < begun && steps[pointOfNoReturn].HasHappened(session)) Complete(session, steps[pointOfNoReturn..]);
        else PlanRunner.Undo(session, steps[..begun]);
        File.Delete(path);
    }

    // Closing alone does not give the lock back while a program that is just being started still has the descriptor.
    private static void Release(FileDescriptor file)
    {
        _ = Libc.flock(file, LockOperation.Unlock);
        file.Dispose();
    }

    private static void Complete(PlanSession session, Step[] steps)
    {
        foreach (Step step in steps)
        {
            try
            {
                step.Apply(session);
            }
            catch (ContainerNetException e) when (step.IsMoot(e))
            {
            }
        }
    }

    private static (Step[] Steps, int Begun) Read(FileDescriptor file, string path)
    {
        string[] lines = ReadLines(file);
        // A process killed while it wrote had not begun anything that the line would have said.
        if (lines.Length < 2) return ([], 0);
        int begun = lines.Skip(1).Max(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0);
        try
        {
            Step[] steps = StepJson.Read(lines[0]);
            return (steps, Math.Min(begun, steps.Length));
        }
        // A step without its kind is "not supported", and a value in it that is none is an error of its own.
        catch (Exception e) when (e is JsonException or NotSupportedException or ContainerNetException)
        {
            throw new ContainerNetException($"{path} is not a journal that this version can read: {e.Message} Look at it, mend by hand what it says, and remove it.", ErrorKind.Other) { ErrorId = "JournalUnreadable", Subject = path };
        }
    }

    // By the descriptor that is locked: .NET would take a lock of its own on what it opens, and find ours in the way.
    private static string[] ReadLines(FileDescriptor file)
    {
        using var handle = new SafeFileHandle(file.Number, ownsHandle: false);
        byte[] bytes = new byte[RandomAccess.GetLength(handle)];
        int length = RandomAccess.Read(handle, bytes, fileOffset: 0);
        return Encoding.UTF8.GetString(bytes, 0, length).Split('\n');
    }

    private static string FolderOf(NetHost host) => Path.Combine(host.Options.RunDirectory, "journal");

    private unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (Libc.write(_file, start, (nuint)bytes.Length) != bytes.Length) throw new SystemCallException("write", _path, Libc.LastError);
        }
    }
}
