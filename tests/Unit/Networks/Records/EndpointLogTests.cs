using System.Net;
using System.Text;
using ContainerNet.Firewall.Elements;
using ContainerNet.Networks.Records;
using ContainerNet.Tests.Plans;
using Xunit;
using EndpointLog = ContainerNet.State.ChangeLog<ContainerNet.Networks.Records.EndpointTable, ContainerNet.Networks.Records.EndpointChange>;

namespace ContainerNet.Tests.Networks.Records;

/// <summary>The file that endpoints are kept in: every reader sees what is appended, whichever process dies meanwhile.</summary>
public sealed class EndpointLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;

    private string FilePath => Path.Combine(_folder, "endpoints.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Where_there_is_no_file_there_is_nothing()
    {
        using EndpointLog log = Open();
        Assert.Empty(log.Read(table => table.Endpoints));
        Assert.Null(log.Read(table => table.Find("1")));
        Assert.Null(log.Read(table => table.LastLease("net")));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public void What_one_writes_another_reads_without_reading_all_of_it_again()
    {
        using EndpointLog one = Open(), other = Open();
        one.Append(Save(1) with { Lease = new LastLease("net", "10.0.0.1") });
        Assert.Equal(["1"], Ids(other));
        other.Append(Save(2));
        one.Append(new EndpointChange { Save = Endpoint(1) with { Aliases = ["web"] } });
        other.Append(new EndpointChange { Forget = "2", Lease = new LastLease("net") });
        one.Append(Save(3));

        Assert.Equal(["1", "3"], Ids(one));
        Assert.Equal(["1", "3"], Ids(other));
        Assert.Equal(["web"], other.Read(table => table.Find("1"))!.Aliases);
        Assert.Null(one.Read(table => table.LastLease("net")));
        Assert.Equal(6, File.ReadAllLines(FilePath).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void A_port_on_all_addresses_is_read_from_a_file_of_an_earlier_version()
    {
        File.WriteAllText(FilePath, """
            {"save":{"id":"1","networkId":"net","namespace":"web","namespaceInode":4026532252,"interface":"eth0","hostInterface":"veth1","address":"10.0.0.2","macAddress":"02:42:0a:00:00:02","created":"2025-11-02T10:00:00+00:00","iPv6Address":"fd00::2","aliases":[],"names":[],"dns":[],"isolated":false,"routesBySource":false,"hostAddresses":[],"ports":[{"protocol":"Tcp","hostAddress":"0.0.0.0","hostPort":8080,"containerPort":80,"count":1},{"protocol":"Tcp","hostAddress":"::","hostPort":8080,"containerPort":80,"count":1}]}}

            """);
        using EndpointLog log = Open();
        EndpointRecord endpoint = log.Read(table => table.Find("1"))!;
        PublishedPort[] ports = [.. endpoint.WaysIn().Cast<PublishedPort>()];
        Assert.Equal([IPAddress.Any, IPAddress.IPv6Any], ports.Select(port => port.HostAddress));
        Assert.Equal(endpoint.Addresses(), ports.Select(port => port.ContainerAddress));
        Assert.All(ports, port => Assert.True(port.IsOnAllAddresses));
    }

    [Fact]
    public void Endpoints_are_in_the_order_they_were_made_though_one_was_forgotten_and_kept_again()
    {
        using EndpointLog log = Open();
        foreach (int id in new[] { 1, 2, 3 }) log.Append(Save(id));
        log.Append(new EndpointChange { Forget = "2" });
        IReadOnlyList<EndpointRecord> before = log.Read(table => table.Endpoints);
        log.Append(Save(2));
        Assert.Equal(["1", "2", "3"], Ids(log));
        Assert.Equal(["1", "3"], before.Select(endpoint => endpoint.Id));
    }

    [Fact]
    public void Half_a_line_is_ignored_and_the_next_change_removes_it()
    {
        WriteSample();
        byte[] whole = File.ReadAllBytes(FilePath);
        int lastLine = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        using EndpointLog old = Open();
        for (int length = lastLine; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            using EndpointLog reader = Open(), writer = Open();
            Assert.Equal(["1"], Ids(reader));
            writer.Append(Save(3));
            Assert.Equal(["1", "3"], Ids(reader));
            Assert.Equal(["1", "3"], Ids(old));
            Assert.Equal((byte)'\n', File.ReadAllBytes(FilePath)[^1]);
        }
    }

    [Fact]
    public void A_line_that_is_still_being_written_is_read_when_it_is_whole()
    {
        WriteSample();
        byte[] whole = File.ReadAllBytes(FilePath);
        File.WriteAllBytes(FilePath, []);
        using EndpointLog reader = Open();
        foreach (byte value in whole)
        {
            File.AppendAllBytes(FilePath, [value]);
            Assert.True(Ids(reader).Length <= 2);
        }
        Assert.Equal(["1", "2"], Ids(reader));
    }

    [Fact]
    public void A_line_may_be_longer_than_what_is_read_at_once()
    {
        using EndpointLog writer = Open(), reader = Open();
        EndpointRecord big = Endpoint(1) with { Aliases = [.. Enumerable.Range(0, 30_000).Select(i => $"alias-{i}")] };
        writer.Append(new EndpointChange { Save = big });
        writer.Append(Save(2));
        Assert.Equal(30_000, reader.Read(table => table.Find("1"))!.Aliases.Count);
        Assert.Equal(["1", "2"], Ids(reader));
    }

    [Fact]
    public void The_file_stays_in_proportion_to_what_it_says()
    {
        using EndpointLog log = Open(), reader = Open();
        for (int id = 1; id <= 100; id++) log.Append(Save(id));
        for (int round = 0; round < 2_000; round++)
        {
            log.Append(new EndpointChange { Save = Endpoint(round % 100 + 1) with { Aliases = [$"round-{round}"] } });
            if (round % 97 == 0) Assert.Equal([$"round-{round}"], reader.Read(table => table.Find($"{round % 100 + 1}"))!.Aliases);
        }
        Assert.InRange(File.ReadAllLines(FilePath).Length, 100, 2 * 100 + 65);
        Assert.Equal(100, Ids(Open()).Length);
    }

    [Fact]
    public void A_reader_of_a_replaced_file_continues_in_the_new_one()
    {
        using EndpointLog writer = Open(), reader = Open();
        writer.Append(Save(1));
        Assert.Equal(["1"], Ids(reader));
        using FileStream held = new(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long before = held.Length;
        for (int round = 0; round < 200; round++) writer.Append(Save(2 + round % 3));
        Assert.Equal(["1", "2", "3", "4"], Ids(reader));
        // The old file was appended to, and never written over.
        Assert.True(held.Length > before);
        Assert.Contains("\"save\":{\"id\":\"1\"", Encoding.UTF8.GetString(new BinaryReader(held).ReadBytes((int)before)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("""{"save":{"id":"7"}}""")]
    [InlineData("""{"save":null}""")]
    [InlineData("""{"lease":{}}""")]
    [InlineData("""{"lease":{"network":null}}""")]
    public void A_line_that_is_no_change_is_an_error_that_names_it(string line)
    {
        WriteSample();
        File.AppendAllText(FilePath, line + "\n");
        using EndpointLog log = Open();
        for (int attempt = 0; attempt < 2; attempt++)
        {
            var error = Assert.Throws<ContainerNetException>(() => Ids(log));
            Assert.Equal("StateUnreadable", error.ErrorId);
            Assert.Contains("endpoints.jsonl cannot be read: line 4 ", error.Message, StringComparison.Ordinal);
            Assert.Equal("StateUnreadable", Assert.Throws<ContainerNetException>(() => log.Append(Save(5))).ErrorId);
        }
        Assert.EndsWith(line + "\n", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Real_files_with_flipped_bits_are_read_or_refused(int seed)
    {
        WriteSample();
        byte[] whole = File.ReadAllBytes(FilePath);
        var random = new Random(seed);
        for (int round = 0; round < 3_000; round++)
        {
            byte[] bent = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--) bent[random.Next(bent.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(FilePath, bent);
            using EndpointLog log = Open();
            try
            {
                foreach (EndpointRecord endpoint in log.Read(table => table.Endpoints)) Assert.All(endpoint.ToElements(), Assert.NotNull);
            }
            catch (ContainerNetException e)
            {
                Assert.Equal("StateUnreadable", e.ErrorId);
            }
        }
    }

    [Fact]
    public void A_file_that_was_taken_away_or_put_in_place_is_what_the_next_operation_meets()
    {
        using EndpointLog log = Open();
        log.Append(Save(1));
        log.Append(Save(2));
        byte[] whole = File.ReadAllBytes(FilePath);
        File.Delete(FilePath);
        Assert.Empty(Ids(log));
        log.Append(Save(3));
        Assert.Equal(["3"], Ids(log));
        File.WriteAllBytes($"{FilePath}~", whole);
        File.Move($"{FilePath}~", FilePath, overwrite: true);
        log.Append(Save(4));
        Assert.Equal(["1", "2", "4"], Ids(log));
        using EndpointLog other = Open();
        Assert.Equal(["1", "2", "4"], Ids(other));
    }

    [Fact]
    public async Task Threads_and_logs_at_once_lose_nothing()
    {
        using EndpointLog one = Open(), other = Open();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            EndpointLog log = worker % 2 == 0 ? one : other;
            for (int i = 0; i < 200; i++)
            {
                log.Append(Save(worker * 1_000 + i));
                if (i % 2 == 0) log.Append(new EndpointChange { Forget = $"{worker * 1_000 + i}" });
                Assert.Equal(i % 2 == 1, log.Read(table => table.Find($"{worker * 1_000 + i}")) is not null);
            }
        }, TestContext.Current.CancellationToken)));
        Assert.Equal(400, Ids(one).Length);
        Assert.Equal(Ids(one), Ids(other));
    }

    [Fact]
    public async Task Processes_at_once_lose_nothing()
    {
        var host = new NetHostOptions { RunDirectory = _folder };
        await Task.WhenAll(Enumerable.Range(1, 3).Select(seed => Task.Factory.StartNew(
            () => Victim.RunLog(host, seed), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        using EndpointLog log = Open();
        Assert.Equal(3 * EndpointLogWriter.Count / 2, Ids(log).Length);
    }

    private EndpointLog Open() => EndpointLogWriter.Open(_folder);

    private void WriteSample()
    {
        using EndpointLog log = Open();
        log.Append(new EndpointChange
        {
            Save = Endpoint(1) with { Aliases = ["a"], Ports = [new PortRecord(TransportProtocol.Tcp, IPAddress.Any, 80, 80)], HostAddresses = [IPAddress.Loopback] },
            Lease = new LastLease("net", "10.0.0.1"),
        });
        log.Append(Save(2));
    }

    private static string[] Ids(EndpointLog log) => [.. log.Read(table => table.Endpoints).Select(endpoint => endpoint.Id)];

    private static EndpointChange Save(int id) => new() { Save = Endpoint(id) };

    private static EndpointRecord Endpoint(int id) => EndpointLogWriter.Endpoint(id);
}
