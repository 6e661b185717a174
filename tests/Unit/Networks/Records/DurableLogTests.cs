using System.Globalization;
using System.Net;
using ContainerNet.Networks.Records;
using ContainerNet.State;
using Xunit;
using NetworkLog = ContainerNet.State.ChangeLog<ContainerNet.Networks.Records.NetworkTable, ContainerNet.Networks.Records.NetworkChange>;

namespace ContainerNet.Tests.Networks.Records;

/// <summary>
/// The log of networks after a power cut, and after damage. On the disk are all lines that were acknowledged, as each is synced
/// before; behind them stands whatever the cut left of one more: nothing, a part of it, or zero bytes in its place.
/// </summary>
public sealed class DurableLogTests : IDisposable
{
    private static readonly DateTime _beforeBoot = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;
    private readonly StateLock _lock;

    public DurableLogTests() => _lock = new StateLock(_folder);

    private string FilePath => Path.Combine(_folder, "networks.jsonl");

    public void Dispose()
    {
        _lock.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void After_a_power_cut_at_any_point_of_a_change_all_that_were_acknowledged_are_there()
    {
        byte[] two = Written(1, 2), three = Written(1, 2, 3);
        for (int length = two.Length; length < three.Length; length++)
        {
            foreach (byte[] rest in new[] { three[two.Length..length], new byte[length - two.Length] })
            {
                File.WriteAllBytes(FilePath, [.. two, .. rest]);
                File.SetLastWriteTimeUtc(FilePath, _beforeBoot);
                using NetworkLog log = Open();
                Assert.Equal(["1", "2"], Ids(log));
                log.Append(Save(4));
                using NetworkLog other = Open();
                Assert.Equal(["1", "2", "4"], Ids(other));
            }
        }
    }

    [Fact]
    public void A_line_that_is_cut_since_the_boot_names_its_network_at_each_look()
    {
        byte[] two = Written(1, 2);
        int last = Array.LastIndexOf(two, (byte)'\n', two.Length - 2) + 1;
        for (int length = last + 1; length < two.Length; length++)
        {
            File.WriteAllBytes(FilePath, two[..length]);
            using NetworkLog log = Open();
            ContainerNetException error = Unreadable(() => Ids(log));
            Assert.Equal(error.Message, Unreadable(() => log.Append(Save(3))).Message);
            // The name stands at the line's beginning.
            if (length > last + """{"save":{"id":"2","name":"net-2",""".Length) Assert.Contains("the last line, about network 'net-2' (2), is incomplete.", error.Message, StringComparison.Ordinal);
        }
        File.WriteAllBytes(FilePath, two);
        using NetworkLog mended = Open();
        Assert.Equal(["1", "2"], Ids(mended));
    }

    [Theory]
    [InlineData(0, "the file is empty")]
    [InlineData(500, "the file contains only zero bytes")]
    public void A_log_that_is_empty_or_zero_bytes_is_never_one_without_networks(int length, string expected)
    {
        foreach (DateTime time in new[] { DateTime.UtcNow, _beforeBoot })
        {
            File.WriteAllBytes(FilePath, new byte[length]);
            File.SetLastWriteTimeUtc(FilePath, time);
            using NetworkLog log = Open();
            Assert.Contains(expected, Unreadable(() => Ids(log)).Message, StringComparison.Ordinal);
            Assert.Contains(expected, Unreadable(() => log.Append(Save(1))).Message, StringComparison.Ordinal);
            Assert.Equal(length, new FileInfo(FilePath).Length);
        }
    }

    [Fact]
    public void A_log_without_networks_is_not_empty()
    {
        using NetworkLog log = Open();
        log.Append(Save(1));
        for (int i = 0; i < 200; i++) log.Append(new NetworkChange { Forget = "1" });
        Assert.InRange(new FileInfo(FilePath).Length, 1, 4096);
        using NetworkLog other = Open();
        Assert.Empty(Ids(other));
    }

    [Fact]
    public void A_line_that_is_still_being_written_under_the_lock_is_no_damage()
    {
        byte[] two = Written(1, 2);
        File.WriteAllBytes(FilePath, two[..^5]);
        using var writer = new StateLock(_folder);
        using NetworkLog log = Open();
        using (writer.Take()) Assert.Equal(["1"], Ids(log));
        _ = Unreadable(() => Ids(log));
    }

    [Fact]
    public void A_wait_for_the_lock_ends_with_its_cancellation()
    {
        using var other = new StateLock(_folder);
        using StateLock.Holder held = other.Take();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Throws<OperationCanceledException>(() => _lock.Take(cancellation.Token));
    }

    [Fact]
    public async Task A_cancellable_wait_gets_the_lock_when_it_is_free()
    {
        using var other = new StateLock(_folder);
        StateLock.Holder held = other.Take();
        using var cancellation = new CancellationTokenSource();
        Task<bool> waiting = Task.Factory.StartNew(
            () =>
            {
                using StateLock.Holder mine = _lock.Take(cancellation.Token);
                return true;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        Assert.True(await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Directories_that_others_may_list_or_write_lose_these_permissions()
    {
        string state = Path.Combine(_folder, "state"), run = Path.Combine(_folder, "run");
        foreach (string folder in new[] { state, run }) Directory.CreateDirectory(folder, (UnixFileMode)0b111_111_111);
        using var changes = new StateLock(run);
        for (int i = 1; i <= 2; i++)
        {
            using var log = new NetworkLog(Path.Combine(state, "networks.jsonl"), static () => ChangeJson.Default.NetworkChange, changes, isDurable: true);
            log.Append(Save(i));
        }
        foreach (string folder in new[] { state, run }) Assert.Equal((UnixFileMode)0b111_001_001, File.GetUnixFileMode(folder));
    }

    private byte[] Written(params int[] ids)
    {
        File.Delete(FilePath);
        using NetworkLog log = Open();
        foreach (int id in ids) log.Append(Save(id));
        return File.ReadAllBytes(FilePath);
    }

    private static ContainerNetException Unreadable(Action work)
    {
        var error = Assert.Throws<ContainerNetException>(work);
        Assert.Equal("StateUnreadable", error.ErrorId);
        return error;
    }

    private NetworkLog Open() => new(FilePath, static () => ChangeJson.Default.NetworkChange, _lock, isDurable: true);

    private static string[] Ids(NetworkLog log) => [.. log.Read(table => table.Networks).Select(network => network.Id)];

    private static NetworkChange Save(int id) => new()
    {
        Save = new NetworkRecord(id.ToString(CultureInfo.InvariantCulture), $"net-{id}", "bridge", DateTimeOffset.UnixEpoch.AddSeconds(id))
        {
            IPv4 = new NetworkPool(IPNetwork.Parse($"10.0.{id}.0/24"), IPAddress.Parse($"10.0.{id}.1")),
        },
    };
}
