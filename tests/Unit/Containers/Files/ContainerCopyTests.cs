using ContainerNet.Linux.Files;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Files;

/// <summary>Copies into containers and out of them, by the rules of <c>docker cp</c>.</summary>
public sealed class ContainerCopyTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();
    private readonly string _here;

    public ContainerCopyTests() => _here = Directory.CreateDirectory(Path.Combine(_bed.Host.Folder, "here")).FullName;

    public enum State { Created, Running, Exited }

    public void Dispose()
    {
        DirectoryTree.Remove(_here);
        _bed.Dispose();
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Running)]
    [InlineData(State.Exited)]
    public void A_file_is_copied_in_with_its_owner_mode_and_time(State state)
    {
        Make(state, "one");
        Write("app.conf", "x=1\n");
        Tool.Run("chown", ["1000:1001", Here("app.conf")]);
        Tool.Run("chmod", ["4750", Here("app.conf")]);
        Tool.Run("touch", ["-d", "@1700000000", Here("app.conf")]);
        _bed.Containers.CopyTo(Here("app.conf"), "one", "/etc/");
        Assert.Equal("4750 1000 1001 1700000000 x=1", See("one", "stat -c '%a %u %g %Y' /etc/app.conf | tr '\\n' ' '; cat /etc/app.conf"));
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Running)]
    [InlineData(State.Exited)]
    public void A_file_is_copied_out_and_belongs_to_the_user_who_copies(State state)
    {
        Make(state, "one");
        _bed.Containers.CopyFrom("one", "/etc/passwd", Here("copy"));
        Assert.Equal(File.ReadAllText(Path.Combine(_bed.Root, "etc/passwd")), File.ReadAllText(Here("copy")));
    }

    [Theory]
    [InlineData("dir", "/new", "new/a new/sub/b")]
    [InlineData("dir/.", "/new", "new/a new/sub/b")]
    [InlineData("dir", "/there", "there/dir/a there/dir/sub/b")]
    [InlineData("dir/", "/there", "there/dir/a there/dir/sub/b")]
    [InlineData("dir/.", "/there", "there/a there/sub/b")]
    [InlineData("dir/.", "/link", "there/a there/sub/b")]
    [InlineData("dir/a", "/there", "there/a")]
    [InlineData("dir/a", "/there/", "there/a")]
    [InlineData("dir/a", "/link", "there/a")]
    [InlineData("dir/a", "/there/c", "there/c")]
    [InlineData("dir/a", "there", "there/a")]
    [InlineData("dir/a", "/file", "file")]
    public void The_destination_decides_where_the_copy_goes(string source, string destination, string expected)
    {
        Make(State.Created, "one");
        Directory.CreateDirectory(Here("dir/sub"));
        Write("dir/a", "a");
        Write("dir/sub/b", "b");
        string list = "cd /; find new there file -type f 2>/dev/null | sort | while read f; do [ $(cat $f) = old ] || echo $f; done | tr '\\n' ' '";
        Prepare("mkdir /there; ln -s there /link; echo old > /file");
        _bed.Containers.CopyTo(Here(source), "one", destination);
        Assert.Equal(expected, See("one", list));

        // The other way round the same holds.
        foreach (string made in new[] { "out/there", "out" }) Directory.CreateDirectory(Here(made));
        File.CreateSymbolicLink(Here("out/link"), "there");
        Write("out/file", "old");
        Prepare("mkdir -p /dir/sub; echo a > /dir/a; echo b > /dir/sub/b");
        _bed.Containers.CopyFrom("one", source, Here("out/" + destination.TrimStart('/')));
        Assert.Equal(expected, Tool.Run("sh", ["-c", list.Replace("cd /;", $"cd {Here("out")};", StringComparison.Ordinal)]).Trim());
    }

    [Theory]
    [InlineData("missing", "/", "FileNotFound")]
    [InlineData("missing/file", "/", "FileNotFound")]
    [InlineData("file", "/nowhere/", "DirectoryNotFound")]
    [InlineData("file", "/nowhere/file", "FileNotFound")]
    [InlineData("file/", "/", "NotADirectory")]
    [InlineData("file/.", "/", "NotADirectory")]
    [InlineData("file", "/etc/passwd/", "NotADirectory")]
    [InlineData("dir", "/etc/passwd", "FileKindDiffers")]
    [InlineData("bin", "/", "FileKindDiffers")]
    [InlineData("etc", "/", "FileKindDiffers")]
    public void What_cannot_be_copied_is_an_error(string source, string destination, string errorId)
    {
        Make(State.Created, "one");
        Directory.CreateDirectory(Here("dir"));
        Write("file", "x");
        // A file where the container has a directory, and the reverse.
        Write("bin", "x");
        Directory.CreateDirectory(Here("etc/passwd"));
        Assert.Equal(errorId, Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.CopyTo(Here(source), "one", destination)).ErrorId);
    }

    [Fact]
    public void Links_are_copied_as_links_unless_they_are_to_be_followed()
    {
        Make(State.Created, "one");
        Write("target", "t");
        File.CreateSymbolicLink(Here("link"), "target");
        _bed.Containers.CopyTo(Here("link"), "one", "/");
        _bed.Containers.CopyTo(Here("link"), "one", "/followed", new ContainerCopyOptions { FollowLink = true });
        Assert.Equal("target t", See("one", "readlink /link | tr '\\n' ' '; cat /followed"));
    }

    [Fact]
    public void Hard_links_attributes_fifos_and_names_that_are_not_UTF8_pass_both_ways()
    {
        Make(State.Created, "one");
        string tree = Directory.CreateDirectory(Here("tree")).FullName;
        Write("tree/a", "a");
        Tool.Run("sh", ["-c", $"cd {tree}; ln a b; mkfifo fifo; setfattr -n user.kind -v good a; touch $(printf '\\377'); touch {new string('n', 200)}; chmod 1777 ."]);
        _bed.Containers.CopyTo(tree, "one", "/tree");
        _bed.Containers.CopyFrom("one", "/tree", Here("back"));
        string list = "ls -1b; stat -c '%h %F' a fifo; stat -c '%i' a b | uniq | wc -l; stat -c %a .; getfattr -n user.kind --only-values a";
        Assert.Equal(Tool.Run("sh", ["-c", $"cd {tree}; {list}"]).Replace("1777", "777", StringComparison.Ordinal), Tool.Run("sh", ["-c", $"cd {Here("back")}; {list}"]));
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Running)]
    [InlineData(State.Exited)]
    public void Volumes_are_seen(State state)
    {
        string shared = Directory.CreateDirectory(Here("shared")).FullName;
        Make(state, "one", $"{shared}:/mnt/shared", "data:/data", $"{shared}:/mnt/fixed:ro");
        Write("file", "x");
        _bed.Containers.CopyTo(Here("file"), "one", "/mnt/shared");
        Assert.Equal("x", File.ReadAllText(Path.Combine(shared, "file")));
        _bed.Containers.CopyTo(Here("file"), "one", "/data");
        Assert.Equal("x", File.ReadAllText(Path.Combine(_bed.Host.Options.StateDirectory, "volumes/data/_data/file")));
        Assert.Equal("FileSystemReadOnly", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.CopyTo(Here("file"), "one", "/mnt/fixed/new")).ErrorId);
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Running)]
    [InlineData(State.Exited)]
    public void A_root_file_system_that_is_read_only_stays_as_it_is(State state)
    {
        string shared = Directory.CreateDirectory(Here("shared")).FullName;
        Make(state, _bed.Sleeper("one") with { ReadOnly = true, Volumes = [$"{shared}:/mnt"] });
        Write("file", "x");
        Assert.Equal("FileSystemReadOnly", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.CopyTo(Here("file"), "one", "/new")).ErrorId);
        _bed.Containers.CopyTo(Here("file"), "one", "/mnt");
        Assert.Equal("x", File.ReadAllText(Path.Combine(shared, "file")));
    }

    [Fact]
    public void A_file_that_is_mounted_in_a_running_container_is_written_and_stays_mounted()
    {
        Make(State.Running, "one");
        Write("hosts", "192.0.2.1 given\n");
        _bed.Containers.CopyTo(Here("hosts"), "one", "/etc/hosts");
        Assert.Equal("192.0.2.1 given yes", See("one", "tr '\\n' ' ' < /etc/hosts; grep -q ' /etc/hosts ' /proc/self/mountinfo && echo yes"));
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Running)]
    [InlineData(State.Exited)]
    public void Owners_are_those_inside_in_a_container_with_users_of_its_own(State state)
    {
        // Another user of the host has to reach the container's files.
        File.SetUnixFileMode(_bed.Host.Folder, File.GetUnixFileMode(_bed.Host.Folder) | UnixFileMode.OtherExecute);
        Make(state, _bed.Sleeper("one") with { UserNamespace = "100000:65536" });
        Write("file", "x");
        Tool.Run("chown", ["1000:0", Here("file")]);
        _bed.Containers.CopyTo(Here("file"), "one", "/etc");
        using var archive = new MemoryStream();
        _bed.Containers.ReadArchive("one", "/etc", archive);
        File.WriteAllBytes(Here("etc.tar"), archive.ToArray());
        string[] lines = Tool.Run("tar", ["--numeric-owner", "-tvf", Here("etc.tar")]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(lines, line => line.Contains(" 1000/0 ", StringComparison.Ordinal) && line.EndsWith("etc/file", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains(" 0/0 ", StringComparison.Ordinal) && line.EndsWith("etc/passwd", StringComparison.Ordinal));
        Assert.Equal("1000 0 0 0", See("one", "stat -c '%u %g' /etc/file /etc | tr '\\n' ' '"));
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Running)]
    [InlineData(State.Exited)]
    public void A_link_out_of_the_root_leads_to_a_place_inside(State state)
    {
        string outside = Directory.CreateDirectory(Here("outside")).FullName;
        Write("outside/secret", "secret");
        Write("file", "x");
        Make(state, "one", script: $"ln -s {outside} /abs; ln -s ../../../../../../..{outside} /rel; ln -s {outside}/secret /etc/secret; ln -s /proc/1/root /magic");
        foreach (string link in new[] { "abs", "rel" }) Assert.Equal("FileNotFound", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.CopyTo(Here("file"), "one", $"/{link}/file")).ErrorId);
        Assert.Equal("FileNotFound", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.CopyFrom("one", "/etc/secret", Here("got"), new ContainerCopyOptions { FollowLink = true })).ErrorId);
        Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.CopyFrom("one", "/magic/etc", Here("got")));
        Assert.False(Path.Exists(Here("got")));
        Assert.Equal(["secret"], Directory.EnumerateFileSystemEntries(outside).Select(Path.GetFileName));
    }

    [Fact]
    public void No_device_and_no_set_user_ID_program_comes_out_of_a_container()
    {
        Make(State.Exited, "one", script: "mkdir /d; cp /bin/busybox /d/sh; chmod 4755 /d/sh; mknod /d/disk b 8 0");
        List<string> leftOut = [];
        _bed.Containers.CopyFrom("one", "/d", Here("d"), new ContainerCopyOptions { LeftOut = leftOut.Add });
        Assert.Equal("755 sh", Tool.Run("sh", ["-c", $"cd {Here("d")}; stat -c '%a %n' *"]).Trim());
        Assert.Contains("d/disk", Assert.Single(leftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_exchanges_directories_for_links_reaches_nothing_of_the_host()
    {
        string outside = Directory.CreateDirectory(Here("outside")).FullName;
        Write("outside/f", "kept");
        File.SetUnixFileMode(Here("outside/f"), UnixFileMode.UserRead);
        // The container exchanges a directory, and the files in it, for links to the host's paths as fast as it can.
        Make(State.Running, _bed.Shell("one", $"mkdir /r /r/d; ln -s {outside} /r/l; echo ready; while :; do mv -T /r/d /r/x; mv -T /r/l /r/d; mv -T /r/d /r/l; mv -T /r/x /r/d; rm -f /r/d/f; ln -s {outside}/f /r/d/f; done 2>/dev/null"));
        Write("f", "bad");
        int done = 0;
        for (int i = 0; i < 300; i++)
        {
            try
            {
                _bed.Containers.CopyTo(Here("f"), "one", "/r/d/f");
                done++;
            }
            catch (ContainerNetException)
            {
                // The container was faster.
            }
            Assert.Equal("kept", File.ReadAllText(Here("outside/f")));
        }
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Here("outside/f")));
        Assert.InRange(done, 1, 300);
    }

    [Fact]
    public void An_archive_passes_through_as_other_tools_read_and_write_it()
    {
        Make(State.Running, "one");
        Directory.CreateDirectory(Here("in/sub"));
        Write("in/sub/f", "x");
        Tool.Run("tar", ["-C", Here("in"), "--owner=1000", "--group=1001", "-czf", Here("in.tgz"), "."]);
        using (FileStream archive = File.OpenRead(Here("in.tgz"))) _bed.Containers.WriteArchive("one", "/tmp", archive);
        Assert.Equal("1000 1001 x", See("one", "stat -c '%u %g' /tmp/sub/f | tr '\\n' ' '; cat /tmp/sub/f"));
        using (FileStream archive = File.Create(Here("out.tar"))) _bed.Containers.ReadArchive("one", "/tmp/sub", archive);
        Assert.Equal("sub/\nsub/f\n", Tool.Run("tar", ["-tf", Here("out.tar")]));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/../../escape")]
    public void An_archive_that_leads_upwards_is_refused(string name)
    {
        Make(State.Created, "one");
        File.WriteAllBytes(Here("bad.tar"), Images.SampleImage.Tar(Images.SampleImage.File(name, "x")));
        using FileStream archive = File.OpenRead(Here("bad.tar"));
        Assert.Equal("InvalidArchive", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.WriteArchive("one", "/tmp", archive)).ErrorId);
        Assert.Equal("no", See("one", "[ -e /escape ] || echo no"));
    }

    [Theory]
    [InlineData(State.Created)]
    [InlineData(State.Exited)]
    public void Nothing_of_a_copy_stays_mounted(State state)
    {
        Make(state, _bed.Sleeper("one") with { Volumes = ["data:/data"] });
        Write("file", "x");
        IReadOnlyList<string> before = [.. _bed.Traces().Where(trace => trace.Contains(" / ", StringComparison.Ordinal))];
        _bed.Containers.CopyTo(Here("file"), "one", "/");
        Assert.Equal(before, _bed.Traces().Where(trace => trace.Contains(" / ", StringComparison.Ordinal)));
        _bed.Containers.Remove("one");
        Assert.Empty(_bed.Traces());
    }

    private string Here(string name) => Path.Combine(_here, name);

    private void Write(string name, string text) => File.WriteAllText(Here(name), text);

    private void Make(State state, string name, params string[] volumes) => Make(state, _bed.Sleeper(name) with { Volumes = volumes });

    private void Make(State state, string name, string script) => Make(state, _bed.Shell(name, $"{script}; echo ready; [ {state} = Exited ] || while :; do sleep 0.05; done"), runs: state == State.Created);

    private void Make(State state, ContainerOptions options, bool runs = false)
    {
        if (state == State.Created && !runs)
        {
            _bed.Containers.Create(options);
            return;
        }
        _bed.StartReady(options);
        if (state != State.Running) _bed.Containers.Stop(options.Name!, TimeSpan.Zero);
    }

    // Changes the root file system that the container is on; it has not run.
    private void Prepare(string script) => Tool.Run("sh", ["-c", script.Replace(" /", $" {_bed.Root}/", StringComparison.Ordinal)]);

    // What a program in the container sees: in the one that runs, or else in this one when it is started with another program.
    private string See(string name, string script)
    {
        NetContainer container = _bed.Containers.Get(name);
        if (container.State != ContainerState.Running)
        {
            container = _bed.Containers.Start(name);
            Assert.True(SpinWait.SpinUntil(() => _bed.Containers.Get(name).State == ContainerState.Running, TimeSpan.FromSeconds(20)));
        }
        return Tool.Run("nsenter", ["-t", $"{container.ProcessId}", "-m", "-p", .. container.Options.ContainsKey("UserNamespace") ? (string[])["-U"] : [], "-r", "sh", "-c", script]).Trim();
    }
}
