using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using ContainerNet.Service.Api.Http;
using Xunit;

namespace ContainerNet.Tests.Service.Api.Http;

/// <summary>The head and the body of a request that takes its connection over.</summary>
public sealed class RequestHeadTests
{
    private static readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST /exec/1/start?a=b%20c HTTP/1.1\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{}rest")]
    [InlineData("POST /exec/1/start?a=b%20c HTTP/1.1\r\nUpgrade: tcp\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\nTrailer: t\r\n\r\nrest")]
    public async Task A_body_is_read_whole_and_what_follows_stays(string text)
    {
        foreach (int piece in new[] { 1, 7, 1000 })
        {
            PipeReader input = Input(text, piece);
            RequestHead head = (await RequestHead.TryReadAsync(input, path => path == "/exec/1/start", 4096, _test))!;
            Assert.Equal(("b c", true), (head.Value("a"), head.IsUpgrade));
            Assert.Equal("{}", Encoding.ASCII.GetString(await head.ReadBodyAsync(input, 100, _test)));
            Assert.Equal("rest", await RestAsync(input));
        }
    }

    [Theory]
    [InlineData("GET /exec/1/start HTTP/1.1\r\n\r\n")]
    [InlineData("POST /containers/create HTTP/1.1\r\n\r\n")]
    [InlineData("POST /exec/1/start\r\n")]
    [InlineData("POS")]
    [InlineData("")]
    public async Task Any_other_request_is_left_as_it_came(string text)
    {
        PipeReader input = Input(text, 3);
        Assert.Null(await RequestHead.TryReadAsync(input, path => path == "/exec/1/start", 4096, _test));
        if (text.Length > 0) Assert.Equal(text, await RestAsync(input));
    }

    [Theory]
    [InlineData("Content-Length: 101")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: x")]
    public async Task A_body_that_is_too_long_or_has_no_length_is_refused(string header)
    {
        PipeReader input = Input($"POST /exec/1/start HTTP/1.1\r\n{header}\r\n\r\n", 1000);
        RequestHead head = (await RequestHead.TryReadAsync(input, _ => true, 4096, _test))!;
        await Assert.ThrowsAsync<ApiException>(() => head.ReadBodyAsync(input, 100, _test));
    }

    [Fact]
    public async Task A_head_without_an_end_is_given_up()
    {
        PipeReader input = Input($"POST /exec/1/start HTTP/1.1\r\nA: {new string('a', 10_000)}", 1000);
        Assert.Null(await RequestHead.TryReadAsync(input, _ => true, 4096, _test));
    }

    private static PipeReader Input(string text, int piece)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        foreach (char[] part in text.Chunk(piece))
        {
            pipe.Writer.Write(Encoding.ASCII.GetBytes(part));
            pipe.Writer.FlushAsync(_test).AsTask().GetAwaiter().GetResult();
        }
        pipe.Writer.Complete();
        return pipe.Reader;
    }

    private static async Task<string> RestAsync(PipeReader input)
    {
        using var rest = new MemoryStream();
        await input.CopyToAsync(rest, _test);
        return Encoding.ASCII.GetString(rest.ToArray());
    }
}
