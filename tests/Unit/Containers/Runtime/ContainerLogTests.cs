using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>The reader of conmon's logs, on files that are written here.</summary>
public sealed class ContainerLogTests : IDisposable
{
    private const string Time = "2026-03-01T12:00:00.123456789+01:00";

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void A_record_has_its_time_stream_and_text()
    {
        Write($"{Time} stdout F hello world\n{Time} stderr F \n");
        ContainerLogLine[] lines = [.. Log.Read()];
        Assert.Equal([(LogStream.Output, "hello world"), (LogStream.Error, "")], lines.Select(line => (line.Stream, line.Text)));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(1)).AddTicks(1234568), lines[0].Timestamp);
    }

    [Fact]
    public void Parts_of_a_line_are_joined_across_the_other_stream_and_inside_a_character()
    {
        Write($"{Time} stdout P caf");
        using (FileStream file = File.Open(_path, FileMode.Append)) file.Write([0xc3, (byte)'\n']);
        Write($"{Time} stderr F other\n{Time} stdout F ");
        using (FileStream file = File.Open(_path, FileMode.Append)) file.Write([0xa9, (byte)'!', (byte)'\n']);
        Assert.Equal(["other", "café!"], Log.Read().Select(line => line.Text));
    }

    [Fact]
    public void The_last_lines_are_found_from_the_end_of_a_long_log()
    {
        Write(string.Concat(Enumerable.Range(1, 5000).Select(number => $"{Time} stdout F line {number}\n")));
        Assert.Equal(["line 4998", "line 4999", "line 5000"], Log.Read(tail: 3).Select(line => line.Text));
        Assert.Equal(5000, Log.Read(tail: 9999).Count());
        Assert.Empty(Log.Read(tail: 0));
    }

    [Fact]
    public void A_line_of_parts_counts_as_one_of_the_last()
    {
        Write($"{Time} stdout F a\n{Time} stdout P b\n{Time} stdout P c\n{Time} stdout F d\n{Time} stdout F e\n");
        Assert.Equal(["bcd", "e"], Log.Read(tail: 2).Select(line => line.Text));
        Write($"{Time} stdout P unfinished\n");
        Assert.Equal(["e", "unfinished"], Log.Read(tail: 2).Select(line => line.Text));
    }

    [Fact]
    public void Any_number_of_last_lines_is_the_end_of_all_lines()
    {
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
        {
            File.WriteAllText(_path, "");
            Write(string.Concat(Enumerable.Range(0, random.Next(300)).Select(_ => $"{Time} stdout {(random.Next(3) == 0 ? 'P' : 'F')} {new string('x', random.Next(400))}\n")));
            string[] all = [.. Log.Read().Select(line => line.Text)];
            int tail = random.Next(320);
            Assert.Equal(all.TakeLast(tail), Log.Read(tail).Select(line => line.Text));
        }
    }

    [Fact]
    public void Bytes_that_are_no_record_are_passed_over()
    {
        Write($"nonsense\n\n{Time} stdwhat F x\n{Time} stdout\n{Time} stdout F good\n{Time} stdout X bad\n");
        Assert.Equal(["good"], Log.Read().Select(line => line.Text));
    }

    [Fact]
    public async Task Following_gives_lines_as_they_come_and_ends_with_the_container()
    {
        bool hasEnded = false;
        var seen = new System.Collections.Concurrent.ConcurrentQueue<string>();
        Write($"{Time} stdout F one\n");
        Task reading = Task.Run(() =>
        {
            foreach (ContainerLogLine line in Log.Read(hasEnded: () => Volatile.Read(ref hasEnded))) seen.Enqueue(line.Text);
        });
        Assert.True(SpinWait.SpinUntil(() => seen.Count == 1, TimeSpan.FromSeconds(5)));
        Write($"{Time} stdout F tw");
        Write("o\n");
        Assert.True(SpinWait.SpinUntil(() => seen.Count == 2, TimeSpan.FromSeconds(5)));
        Write($"{Time} stdout F three\n");
        Volatile.Write(ref hasEnded, true);
        await reading.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["one", "two", "three"], seen);
    }

    [Fact]
    public void Following_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.Throws<OperationCanceledException>(() => Log.Read(hasEnded: () => false, cancellation: cancellation.Token).Count());
    }

    [Fact]
    public void A_negative_number_of_lines_is_an_error() => Assert.Equal("InvalidTail", Assert.Throws<ContainerNetException>(() => Log.Read(tail: -1)).ErrorId);

    [Fact]
    public void A_missing_log_has_no_lines() => Assert.Empty(new ContainerLog(_path + ".none").Read());

    public void Dispose() => File.Delete(_path);

    private ContainerLog Log => new(_path);

    private void Write(string text) => File.AppendAllText(_path, text);
}
