using System.Diagnostics;
using System.Globalization;
using System.Net;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Networks.Records;
using ContainerNet.State;
using Xunit;
using NetworkLog = ContainerNet.State.ChangeLog<ContainerNet.Networks.Records.NetworkTable, ContainerNet.Networks.Records.NetworkChange>;

namespace ContainerNet.Tests.Networks.Records;

/// <summary>The file that networks are kept in: a new operation reads the file at that path, whichever program put it there.</summary>
public sealed class NetworkLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;
    private readonly StateLock _lock;
    private readonly NetworkLog _log;

    public NetworkLogTests()
    {
        _lock = new StateLock(_folder);
        _log = Open(_lock);
    }

    private string FilePath => Path.Combine(_folder, "networks.jsonl");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Without_a_log_or_its_directory_there_are_no_networks()
    {
        Assert.Empty(Ids(_log));
        using var elsewhere = new NetworkLog(Path.Combine(_folder, "none", "networks.jsonl"), static () => ChangeJson.Default.NetworkChange, _lock);
        Assert.Empty(Ids(elsewhere));
        Assert.False(Directory.Exists(Path.Combine(_folder, "none")));
    }

    [Fact]
    public void The_log_and_missing_directories_are_made_for_their_owner_alone()
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
        using NetworkLog other = Open(new StateLock(_folder));
        File.WriteAllText($"{FilePath}.new", new string('x', 100_000));
        _log.Append(Save(1));
        Assert.Equal(["1"], Ids(_log));
        Assert.Equal(["1"], Ids(other));
        other.Append(Save(2));
        Assert.Equal(["1", "2"], Ids(_log));
        Assert.Equal([FilePath], Directory.GetFiles(_folder, "networks*"));
    }

    [Fact]
    public void A_log_that_is_not_changed_is_not_read_again()
    {
        _log.Append(Save(1));
        Assert.Same(Networks(_log), Networks(_log));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_next_operation_sees_changes_made_by_hand(bool inPlace)
    {
        _log.Append(Save(1));
        string text = File.ReadAllText(FilePath);
        foreach (string name in new[] { "changed", "renamed-at-length", "" })
        {
            Edit(text.Replace("\"net-1\"", $"\"{name}\"", StringComparison.Ordinal), inPlace);
            using (_lock.Take()) Assert.Equal(name, Assert.Single(Networks(_log)).Name);
        }
        File.Delete(FilePath);
        Assert.Empty(Ids(_log));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_log_that_has_another_name_besides_or_instead_is_not_taken_for_the_one_in_its_place(bool isReplaced)
    {
        using NetworkLog other = Open(new StateLock(_folder));
        _log.Append(Save(1));
        if (isReplaced)
        {
            // As backups by hard links do: what was replaced still has a name.
            using (Process link = Process.Start("ln", [FilePath, $"{FilePath}.backup"])) link.WaitForExit();
            Edit(File.ReadAllText(FilePath).Replace("net-1", "other", StringComparison.Ordinal), inPlace: false);
            Assert.Equal(["other"], Networks(_log).Select(network => network.Name));
        }
        else
        {
            File.Move(FilePath, $"{FilePath}.backup");
            Assert.Empty(Ids(_log));
        }
        string backup = File.ReadAllText($"{FilePath}.backup");
        _log.Append(Save(2));
        Assert.Equal(isReplaced ? ["1", "2"] : ["2"], Ids(other));
        Assert.Equal(backup, File.ReadAllText($"{FilePath}.backup"));
    }

    [Fact]
    public void A_lock_whose_file_was_moved_away_no_longer_counts()
    {
        _lock.Take().Dispose();
        File.Move(_lock.Path, $"{_lock.Path}.backup");
        using var other = new StateLock(_folder);
        using StateLock.Holder held = other.Take();
        Assert.Null(_lock.TryTake());
    }

    [Fact]
    public void The_lock_s_holder_reads_once_and_sees_its_own_writes()
    {
        _log.Append(Save(1));
        using (_lock.Take())
        {
            _log.Append(Save(2));
            IReadOnlyList<NetworkRecord> read = Networks(_log);
            Assert.Equal(["1", "2"], Ids(_log));
            File.Delete(FilePath);
            Assert.Same(read, Networks(_log));
        }
        File.Delete(FilePath);
        using (_lock.Take()) Assert.Empty(Ids(_log));
    }

    [Fact]
    public void A_reader_without_the_lock_reads_the_log_while_another_thread_holds_it()
    {
        _log.Append(Save(1));
        using (_lock.Take())
        {
            Assert.Equal(["1"], Ids(_log));
            File.Delete(FilePath);
            string[] seen = ["unread"];
            var thread = new Thread(() => seen = Ids(_log));
            thread.Start();
            thread.Join();
            Assert.Empty(seen);
        }
    }

    [Fact]
    public void A_damaged_log_is_an_error_each_time_until_it_is_repaired()
    {
        _log.Append(Save(1));
        string text = File.ReadAllText(FilePath);
        Edit($"{text[..^5]}\n", inPlace: false);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            using StateLock.Holder held = _lock.Take();
            Assert.Equal("StateUnreadable", Assert.Throws<ContainerNetException>(() => Ids(_log)).ErrorId);
            Assert.Equal("StateUnreadable", Assert.Throws<ContainerNetException>(() => Ids(_log)).ErrorId);
        }
        Edit(text, inPlace: false);
        Assert.Equal(["1"], Ids(_log));
    }

    [Fact]
    public void A_log_that_cannot_be_written_keeps_nothing_of_the_change()
    {
        Directory.CreateDirectory($"{FilePath}.new");
        Assert.Equal(Errno.EISDIR, Assert.Throws<SystemCallException>(() => _log.Append(Save(1))).Errno);
        Assert.Empty(Ids(_log));
        Directory.Delete($"{FilePath}.new");
        _log.Append(Save(2));
        Assert.Equal(["2"], Ids(_log));
    }

    [Fact]
    public void Networks_are_in_the_order_they_were_made_each_as_it_was_kept_last()
    {
        foreach (int id in new[] { 1, 3, 2 }) _log.Append(Save(id));
        IReadOnlyList<NetworkRecord> before = Networks(_log);
        _log.Append(new NetworkChange { Forget = "2" });
        _log.Append(new NetworkChange { Save = Save(1).Save! with { Name = "renamed" } });
        Assert.Equal(["1", "2", "3"], before.Select(network => network.Id));
        Assert.Equal(["renamed", "net-3"], Networks(_log).Select(network => network.Name));
        using NetworkLog other = Open(new StateLock(_folder));
        Assert.Equal(["renamed", "net-3"], Networks(other).Select(network => network.Name));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"save":null}""")]
    [InlineData("""{"save":{"id":"1"}}""")]
    [InlineData("""{"save":{"id":"1","name":"a","driver":"bridge","created":"2026-01-01T00:00:00+00:00"},"forget":"1"}""")]
    public void A_line_that_is_no_change_is_an_error_that_names_it(string line)
    {
        File.WriteAllText(FilePath, $"{line}\n");
        var error = Assert.Throws<ContainerNetException>(() => Ids(_log));
        Assert.Equal("StateUnreadable", error.ErrorId);
        Assert.Contains("networks.jsonl cannot be read: line 1 ", error.Message, StringComparison.Ordinal);
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

    private NetworkLog Open(StateLock changes) => new(FilePath, static () => ChangeJson.Default.NetworkChange, changes);

    private static IReadOnlyList<NetworkRecord> Networks(NetworkLog log) => log.Read(table => table.Networks);

    private static string[] Ids(NetworkLog log) => [.. Networks(log).Select(network => network.Id)];

    private static NetworkChange Save(int id) => new()
    {
        Save = new NetworkRecord(id.ToString(CultureInfo.InvariantCulture), $"net-{id}", "bridge", DateTimeOffset.UnixEpoch.AddSeconds(id))
        {
            IPv4 = new NetworkPool(IPNetwork.Parse($"10.0.{id}.0/24"), IPAddress.Parse($"10.0.{id}.1")),
        },
    };
}
