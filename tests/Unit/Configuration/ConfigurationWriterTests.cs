using System.Net;
using System.Text;
using ContainerNet.Configuration;
using Xunit;

namespace ContainerNet.Tests.Configuration;

public sealed class ConfigurationWriterTests
{
    [Fact]
    public void A_new_file_holds_what_is_set()
    {
        string text = Change("", new()
        {
            ["bip"] = new InterfaceAddress(IPAddress.Parse("192.168.1.5"), 24),
            ["mtu"] = 1400u,
            ["icc"] = false,
            ["dns"] = new[] { IPAddress.Parse("10.20.1.2") },
            ["default-address-pools"] = new[] { new AddressPoolDefinition(IPNetwork.Parse("172.30.0.0/16"), 24) },
        });
        Assert.Equal(
            """
            {
              "bip": "192.168.1.5/24",
              "mtu": 1400,
              "icc": false,
              "dns": [
                "10.20.1.2"
              ],
              "default-address-pools": [
                {
                  "base": "172.30.0.0/16",
                  "size": 24
                }
              ]
            }

            """, text);
    }

    [Fact]
    public void Other_keys_keep_their_place_and_their_values_each_byte()
        => Assert.Equal(
            "{\n  \"log-opts\": { \"max-size\":  \"10m\" },\n  \"mtu\": 1400,\n  \"big\": 1.000000000000000000001\n}\n",
            Change("{ \"log-opts\": { \"max-size\":  \"10m\" }, \"mtu\": 1500, \"big\": 1.000000000000000000001 }", new() { ["mtu"] = 1400 }));

    [Fact]
    public void Null_removes_a_key() => Assert.Equal("{}\n", Change("{ \"mtu\": 1500 }", new() { ["mtu"] = null }));

    [Fact]
    public void What_is_written_twice_stays_the_same()
    {
        string once = Change(Samples.Tutorial, []);
        Assert.Equal(once, Change(once, []));
    }

    private static string Change(string text, Dictionary<string, object?> changes)
        => ConfigurationWriter.Write(ConfigurationText.Parse(Encoding.UTF8.GetBytes(text), "daemon.json"), changes);
}
