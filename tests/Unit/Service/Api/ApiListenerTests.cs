using ContainerNet.Service.Api;
using Xunit;

namespace ContainerNet.Tests.Service.Api;

/// <summary>Where the Docker Engine API may be served.</summary>
public sealed class ApiListenerTests
{
    [Theory]
    [InlineData("unix:///run/docker.sock")]
    [InlineData("tcp://127.0.0.1:2375")]
    [InlineData("tcp://[::1]:2375")]
    public void A_socket_and_a_loopback_address_are_accepted(string text) => Assert.Equal(text, ApiListener.Parse(text).ToString());

    // Whoever reaches the API is root on the host.
    [Theory]
    [InlineData("tcp://0.0.0.0:2375", "InsecureHost")]
    [InlineData("tcp://192.0.2.1:2375", "InsecureHost")]
    [InlineData("unix://relative", "InvalidHost")]
    [InlineData("tcp://host:2375", "InvalidHost")]
    [InlineData("fd://", "InvalidHost")]
    [InlineData("", "InvalidHost")]
    public void Any_other_place_is_refused(string text, string errorId) => Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => ApiListener.Parse(text)).ErrorId);
}
