using System.Text;
using ContainerNet.Configuration;
using Xunit;

namespace ContainerNet.Tests.Configuration;

/// <summary>Whatever the file holds, it is read, or refused with a line. Seeds are fixed, so that a failure comes back.</summary>
public sealed class ConfigurationFuzzTests
{
    private static readonly string[] _keys = ["bip", "bip6", "bridge", "fixed-cidr", "default-gateway", "mtu", "icc", "ipv6", "dns", "dns-opts", "default-address-pools", "default-network-opts", "hosts", "labels", "firewall-backend", "nope"];
    private static readonly string[] _values = ["null", "true", "\"\"", "0", "-1", "1e99", "99999999999999999999", "\"10.0.0.1/24\"", "\"fd00::1/64\"", "\"10.0.0.1\"", "\"0.0.0.0/0\"", "\"::/0\"", "\"x\"", "[]", "{}", "[null]", "[[]]", "[\"1.1.1.1\"]", "[{\"base\":\"0.0.0.0/0\",\"size\":30}]", "[{\"base\":1,\"size\":\"\"}]", "{\"bridge\":{}}", "{\"bridge\":null}", "\"\\u0000\""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_bytes_are_refused_with_a_line(int seed)
    {
        var random = new Random(seed);
        byte[] bytes = new byte[64];
        for (int round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes);
            Read(bytes.AsSpan(0, random.Next(bytes.Length)));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Real_files_with_flipped_bits_and_cut_ends_are_read_or_refused(int seed)
    {
        var random = new Random(seed);
        foreach (string real in new[] { Samples.Tutorial, Samples.Mixed })
        {
            for (int round = 0; round < 5_000; round++)
            {
                byte[] bent = Encoding.UTF8.GetBytes(real);
                for (int flips = random.Next(1, 5); flips > 0; flips--) bent[random.Next(bent.Length)] ^= (byte)(1 << random.Next(7));
                Read(bent.AsSpan(0, random.Next(2) == 0 ? bent.Length : random.Next(bent.Length)));
            }
        }
    }

    [Fact]
    public void Every_key_with_any_value_is_read_or_refused()
    {
        foreach (string key in _keys)
        {
            foreach (string value in _values)
            {
                foreach (string other in _values) Read(Encoding.UTF8.GetBytes($$"""{ "{{key}}": {{value}}, "fixed-cidr-v6": {{other}}, "ip": {{other}} }"""));
            }
        }
    }

    [Fact]
    public void Deep_nesting_is_refused() => Assert.Contains("line 1", Samples.Refused(new string('[', 100_000)).Message, StringComparison.Ordinal);

    private static void Read(ReadOnlySpan<byte> text)
    {
        try
        {
            ConfigurationReader.Read(text, "daemon.json", "");
        }
        catch (ContainerNetException e)
        {
            Assert.StartsWith("daemon.json, line ", e.Message, StringComparison.Ordinal);
        }
    }
}
