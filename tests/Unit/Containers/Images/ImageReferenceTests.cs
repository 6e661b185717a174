using ContainerNet.Containers.Images;
using Xunit;

namespace ContainerNet.Tests.Containers.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    // As distribution/reference's own tests have them.
    [Theory]
    [InlineData("busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("busybox:1.36", "docker.io/library/busybox:1.36", "busybox:1.36")]
    [InlineData("docker.io/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("index.docker.io/library/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("library/busybox", "docker.io/library/busybox:latest", "busybox:latest")]
    [InlineData("library/foo/bar", "docker.io/library/foo/bar:latest", "library/foo/bar:latest")]
    [InlineData("demo/web", "docker.io/demo/web:latest", "demo/web:latest")]
    [InlineData("localhost/web", "localhost/web:latest", "localhost/web:latest")]
    [InlineData("localhost:5000/web", "localhost:5000/web:latest", "localhost:5000/web:latest")]
    [InlineData("localhost:5000", "docker.io/library/localhost:5000", "localhost:5000")]
    [InlineData("127.0.0.1:5000/a/b_c/d__e/f-g:V1", "127.0.0.1:5000/a/b_c/d__e/f-g:V1", "127.0.0.1:5000/a/b_c/d__e/f-g:V1")]
    [InlineData("[::1]:5000/x", "[::1]:5000/x:latest", "[::1]:5000/x:latest")]
    [InlineData("Upper.example/x", "Upper.example/x:latest", "Upper.example/x:latest")]
    [InlineData("busybox@" + Digest, "docker.io/library/busybox@" + Digest, "busybox@" + Digest)]
    [InlineData("busybox:1.36@" + Digest, "docker.io/library/busybox@" + Digest, "busybox@" + Digest)]
    public void What_people_write_is_read_as_Docker_reads_it(string text, string full, string familiar)
    {
        ImageReference reference = ImageReference.Parse(text);
        Assert.Equal(full, reference.ToString());
        Assert.Equal(familiar, reference.Familiar);
        Assert.Equal(reference, ImageReference.Parse(reference.ToString()));
        Assert.Equal(reference, ImageReference.Parse(reference.Familiar));
    }

    [Theory]
    [InlineData("")]
    [InlineData(":tag")]
    [InlineData("UPPER")]
    [InlineData("a//b")]
    [InlineData("a/-b")]
    [InlineData("a..b")]
    [InlineData("a___b")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a:-tag")]
    [InlineData("a@sha256:12")]
    [InlineData("-host.example/x")]
    [InlineData("https://docker.io/busybox")]
    [InlineData("busybox\n")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void What_is_no_reference_is_an_error(string text)
        => Assert.Equal("InvalidImageReference", Assert.Throws<ContainerNetException>(() => ImageReference.Parse(text)).ErrorId);

    [Fact]
    public void A_name_has_at_most_255_characters()
    {
        Assert.NotNull(ImageReference.TryParse($"a.b/{new string('x', 200)}"));
        Assert.Null(ImageReference.TryParse($"a.b/{new string('x', 300)}"));
        Assert.Null(ImageReference.TryParse(new string('x', 100_000)));
        Assert.Null(ImageReference.TryParse($"a:{new string('x', 129)}"));
    }

    [Theory]
    [InlineData("localhost:5000/x", true)]
    [InlineData("localhost/x", true)]
    [InlineData("127.9.9.9/x", true)]
    [InlineData("[::1]:5000/x", true)]
    [InlineData("localhost.example/x", false)]
    [InlineData("128.0.0.1:5000/x", false)]
    [InlineData("busybox", false)]
    public void A_registry_of_this_machine_is_known(string text, bool isLoopback) => Assert.Equal(isLoopback, ImageReference.Parse(text).IsLoopback);
}
