using System.Globalization;
using System.Net;
using ContainerNet.Interop;
using ContainerNet.Networks;
using ContainerNet.State;
using Xunit;

namespace ContainerNet.Tests.State;

/// <summary>The file that networks are kept in: what is at its place is what a new operation meets, whoever put it there.</summary>
public sealed class KeptJsonFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;
    private readonly StateLock _lock;
    private readonly KeptJsonFile<NetworkFile> _file;

    public KeptJsonFileTests()
    {
        _lock = new StateLock(_folder);
        _file = Open(_lock);
    }

    private string FilePath => Path.Combine(_folder, "networks.json");

    public void Dispose()
    {
        _file.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Where_there_is_no_file_or_no_folder_there_is_nothing()
    {
        Assert.Empty(_file.Read().Networks);
        using var elsewhere = new KeptJsonFile<NetworkFile>(Path.Combine(_folder, "none", "networks.json"), static () => StateJson.Default.NetworkFile, _lock);
        Assert.Empty(elsewhere.Read().Networks);
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void The_file_and_the_folders_that_are_missing_are_made_for_their_owner_alone()
    {
        string folder = Path.Combine(_folder, "a", "b");
        PrivateFile.Replace(Path.Combine(folder, "c.json"), "{}"u8).Dispose();
        Assert.Equal("{}", File.ReadAllText(Path.Combine(folder, "c.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "c.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void What_one_writes_is_what_all_read_and_what_is_left_of_a_killed_writer_counts_for_nothing()
    {
        using KeptJsonFile<NetworkFile> other = Open(new StateLock(_folder));
        File.WriteAllText($"{FilePath}.new", new string('x', 100_000));
        _file.Write(Networks(1));
        Assert.Equal(["1"], Ids(_file));
        Assert.Equal(["1"], Ids(other));
        other.Write(Networks(1, 2));
        Assert.Equal(["1", "2"], Ids(_file));
        Assert.Equal([FilePath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_is_not_changed_is_not_read_again()
    {
        _file.Write(Networks(1));
        Assert.Same(_file.Read(), _file.Read());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_somebody_changes_by_hand_the_next_operation_sees(bool inPlace)
    {
        _file.Write(Networks(1));
        string text = File.ReadAllText(FilePath);
        foreach (string name in new[] { "changed", "renamed-at-length", "" })
        {
            Edit(text.Replace("\"net-1\"", $"\"{name}\"", StringComparison.Ordinal), inPlace);
            using (_lock.Take()) Assert.Equal(name, Assert.Single(_file.Read().Networks).Name);
        }
        File.Delete(FilePath);
        Assert.Empty(_file.Read().Networks);
    }

    [Fact]
    public void Who_holds_the_lock_reads_once_and_what_it_writes_itself()
    {
        _file.Write(Networks(1));
        using (_lock.Take())
        {
            NetworkFile read = _file.Read();
            File.Delete(FilePath);
            Assert.Same(read, _file.Read());
            _file.Write(Networks(1, 2));
            Assert.Equal(["1", "2"], Ids(_file));
        }
        File.Delete(FilePath);
        using (_lock.Take()) Assert.Empty(_file.Read().Networks);
    }

    [Fact]
    public void Who_does_not_hold_the_lock_reads_what_is_there_while_another_thread_holds_it()
    {
        _file.Write(Networks(1));
        using (_lock.Take())
        {
            Assert.Equal(["1"], Ids(_file));
            File.Delete(FilePath);
            string[] seen = ["unread"];
            var thread = new Thread(() => seen = Ids(_file));
            thread.Start();
            thread.Join();
            Assert.Empty(seen);
        }
    }

    [Fact]
    public void A_damaged_file_is_an_error_each_time_until_it_is_mended()
    {
        _file.Write(Networks(1));
        string text = File.ReadAllText(FilePath);
        Edit(text[..^5], inPlace: false);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using StateLock.Holder held = _lock.Take();
            Assert.Equal("StateUnreadable", Assert.Throws<ContainerNetException>(() => _file.Read()).ErrorId);
            Assert.Equal("StateUnreadable", Assert.Throws<ContainerNetException>(() => _file.Read()).ErrorId);
        }
        Edit(text, inPlace: false);
        Assert.Equal(["1"], Ids(_file));
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_the_old_one_as_it_was()
    {
        _file.Write(Networks(1));
        Directory.CreateDirectory($"{FilePath}.new");
        Assert.Equal(Errno.EISDIR, Assert.Throws<SystemCallException>(() => _file.Write(Networks(1, 2))).Errno);
        Assert.Equal(["1"], Ids(_file));
    }

    private void Edit(string text, bool inPlace)
    {
        if (inPlace)
        {
            File.WriteAllText(FilePath, text);
            return;
        }
        File.WriteAllText($"{FilePath}~", text);
        File.Move($"{FilePath}~", FilePath, overwrite: true);
    }

    private KeptJsonFile<NetworkFile> Open(StateLock changes) => new(FilePath, static () => StateJson.Default.NetworkFile, changes);

    private static string[] Ids(KeptJsonFile<NetworkFile> file) => [.. file.Read().Networks.Select(network => network.Id)];

    private static NetworkFile Networks(params int[] ids) => new([.. ids.Select(id => new NetworkRecord(id.ToString(CultureInfo.InvariantCulture), $"net-{id}", "bridge", DateTimeOffset.UnixEpoch.AddSeconds(id))
    {
        IPv4 = new NetworkPool(IPNetwork.Parse($"10.0.{id}.0/24"), IPAddress.Parse($"10.0.{id}.1")),
    })]);
}
