using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using Xunit;

namespace ContainerNet.Tests.Netlink.Nftables;

public class NftDecoderFuzzTests
{
    private static readonly ushort[] Types =
        [NftMessage.NewTable, NftMessage.NewChain, NftMessage.NewRule, NftMessage.NewSet, NftMessage.NewElement];

    [Fact]
    public void Random_bytes_are_read_without_an_error()
    {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            ReadAll(bytes);
        }
    }

    [Fact]
    public void Real_messages_with_flipped_bits_are_read_and_written_without_an_error()
    {
        var random = new Random(2);
        (ushort Type, string Hex)[] references = [.. NftReference.ContainerNet, .. NftReference.Mixed];
        foreach ((ushort type, string hex) in references)
        {
            byte[] original = Convert.FromHexString(hex);
            for (int i = 0; i < 500; i++)
            {
                byte[] bytes = [.. original];
                for (int flips = random.Next(1, 8); flips > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                ReadAll(bytes);
                WireBytes.Rewrite(type, bytes);
            }
        }
    }

    [Fact]
    public void Real_messages_that_are_cut_short_are_read_without_an_error()
    {
        (ushort Type, string Hex)[] references = [.. NftReference.ContainerNet, .. NftReference.Mixed];
        foreach ((_, string hex) in references)
        {
            byte[] whole = Convert.FromHexString(hex);
            for (int length = 0; length < whole.Length; length++) ReadAll(whole[..length]);
        }
    }

    private static void ReadAll(byte[] payload)
    {
        foreach (ushort type in Types) WireBytes.Rewrite(type, payload);
        _ = NftDump.ReadGeneration(WireBytes.Message(NftMessage.NewGeneration, payload));
    }
}
