using ContainerNet.Host.Links;
using ContainerNet.Host.Namespaces;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Plans;

/// <summary>Whatever fails, is cancelled or is killed, at whichever step: the host is as before.</summary>
public sealed class PlanFaultTests : IDisposable
{
    // A step that the kernel refuses, and that may follow any other.
    private static readonly Step _failing = new DeleteLink("no-such-link");

    private readonly TestHost _host = new();

    public PlanFaultTests() => SamplePlans.Prepare(_host);

    public void Dispose() => _host.Dispose();

    public static TheoryData<string> Plans => [SamplePlans.Namespace, SamplePlans.Veth, SamplePlans.VethAcross, SamplePlans.Neighbor, SamplePlans.Everything, SamplePlans.Odd];

    [Theory]
    [MemberData(nameof(Plans))]
    public void A_step_that_fails_undoes_those_before_it(string name)
    {
        Plan plan = SamplePlans.Of(_host.Net, name);
        Assert.NotEmpty(plan.Steps);
        string before = _host.Snapshot();
        for (int count = 0; count <= plan.Steps.Count; count++)
        {
            using PlanSession session = _host.Net.Context.NewSession();
            PlanException error = Assert.Throws<PlanException>(() => new PlanRunner(session, [.. plan.Steps.Take(count), _failing], null).Run());
            Assert.Empty(error.NotUndone);
            Assert.Equal(("ip link delete no-such-link", ErrorKind.NotFound, "InterfaceNotFound"), (error.Command, error.Kind, error.ErrorId));
            Assert.Equal(before, _host.Snapshot());
        }
        plan.Run();
        Assert.NotEqual(before, _host.Snapshot());
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void The_next_plan_undoes_the_steps_of_a_killed_process(string name)
    {
        int steps = SamplePlans.Of(_host.Net, name).Steps.Count;
        string before = _host.Snapshot();
        for (int step = 1; step <= steps + 1; step++)
        {
            Victim.Kill(_host.Options, name, step);
            Assert.True(_host.HasJournal);
            RunAnotherPlan();
            Assert.Equal(before, _host.Snapshot());
        }
        SamplePlans.Of(_host.Net, name).Run();
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void A_plan_that_is_cancelled_is_undone(string name)
    {
        Plan plan = SamplePlans.Of(_host.Net, name);
        string before = _host.Snapshot();
        for (int step = 1; step <= plan.Steps.Count; step++)
        {
            using var cancellation = new CancellationTokenSource();
            int begun = 0;
            Assert.Throws<OperationCanceledException>(() => plan.Run(
                _ =>
                {
                    if (++begun == step) cancellation.Cancel();
                },
                cancellation.Token));
            Assert.Equal(before, _host.Snapshot());
        }
    }

    [Theory]
    [InlineData(SamplePlans.Namespace)]
    [InlineData(SamplePlans.Veth)]
    [InlineData(SamplePlans.VethAcross)]
    [InlineData(SamplePlans.Neighbor)]
    public void A_plan_that_is_made_again_is_empty(string name)
    {
        SamplePlans.Of(_host.Net, name).Run();
        Assert.True(SamplePlans.Of(_host.Net, name).IsEmpty);
    }

    [Fact]
    public void A_name_that_is_taken_between_planning_and_running_is_one_error_and_stays_its_owners()
    {
        PlanException error = Assert.Throws<PlanException>(() => SamplePlans.Of(_host.Net, SamplePlans.Namespace).Run(_ => _host.Net.Context.NamespaceDirectory.Create("blue").Dispose()));
        Assert.Equal((ErrorKind.AlreadyExists, "NamespaceExists", "ip netns add blue\nip -n blue link set lo up"), (error.Kind, error.ErrorId, error.Command));
        Assert.True(_host.Net.Links.Get(NamespaceReference.Named("blue"), "lo").IsEnabled);

        bool taken = false;
        var other = Assert.Throws<ContainerNetException>(() => SamplePlans.Of(_host.Net, SamplePlans.Veth).Run(_ =>
        {
            if (!taken) _host.Ip(NamespaceReference.Host, "link add v1 type bridge");
            taken = true;
        }));
        Assert.Equal((ErrorKind.AlreadyExists, "InterfaceExists"), (other.Kind, other.ErrorId));
        Assert.Equal("bridge", _host.Net.Links.Get(NamespaceReference.Host, "v1").Kind);
        Assert.DoesNotContain(_host.Net.Links.List(NamespaceReference.Host), link => link.Name == "v0");
    }

    [Fact]
    public void A_change_that_the_kernel_refuses_halfway_is_set_back()
    {
        // The new name is taken, which the kernel finds when MAC address and MTU are set.
        var change = new ChangeLink("old0",
            new LinkSettings { Mac = MacAddress.Parse("02:00:00:00:00:aa"), Mtu = 1400, Name = "kept1" },
            new LinkSettings { Mac = MacAddress.Parse("02:00:00:00:10:03"), Mtu = 1500, Name = "old0" });
        string before = _host.Snapshot();

        PlanException error = Assert.Throws<PlanException>(() => new Plan(_host.Net.Context, "change", _ => [change]) { LocksState = false }.Run());

        Assert.Equal(ErrorKind.AlreadyExists, error.Kind);
        Assert.Empty(error.NotUndone);
        Assert.Equal(before, _host.Snapshot());
    }

    [Theory]
    [InlineData("eth0")]
    [InlineData("mover")]
    [InlineData("eth0", "mover")]
    public void A_move_to_a_name_that_is_taken_meanwhile_leaves_the_link_where_it_was(params string[] taken)
    {
        NamespaceReference blue = _host.NewNamespace("blue");
        Plan move = _host.Net.VethPairs.PlanMove(NamespaceReference.Host, "mover", blue, "eth0");
        string before = "";
        void Take(string step)
        {
            foreach (string name in taken) _host.Ip(blue, $"link add {name} type bridge");
            before = _host.Snapshot();
        }

        if (taken.Contains("eth0"))
        {
            Assert.Equal(ErrorKind.AlreadyExists, Assert.Throws<PlanException>(() => move.Run(Take)).Kind);
            Assert.Equal(before, _host.Snapshot());
        }
        else
        {
            move.Run(Take);
            Assert.Equal("veth", _host.Net.Links.Get(blue, "eth0").Kind);
        }
    }

    [Fact]
    public void Recovery_does_not_take_anothers_link_for_one_that_was_renamed_or_moved()
    {
        Leave(SamplePlans.Of(_host.Net, SamplePlans.Everything), begun: 13);
        NamespaceReference blue = NamespaceReference.Named("blue");
        _host.Ip(NamespaceReference.Host, "link add new0 type bridge");
        string before = _host.Snapshot();

        RunAnotherPlan();

        Assert.Equal("bridge", _host.Net.Links.Get(NamespaceReference.Host, "new0").Kind);
        Assert.DoesNotContain(_host.Net.Namespaces.List(), found => found.Name == "blue");
        Assert.Equal(before.Split('\n').Length, _host.Snapshot().Split('\n').Length);
    }

    [Fact]
    public void A_namespace_name_that_a_killed_process_reserved_and_did_not_mount_is_removed()
    {
        Plan plan = SamplePlans.Of(_host.Net, SamplePlans.Namespace);
        string before = _host.Snapshot();
        Leave(plan, begun: 1);
        File.Create(Path.Combine(_host.Options.NamespaceDirectory, "blue")).Dispose();

        RunAnotherPlan();

        Assert.Equal(before, _host.Snapshot());
    }

    [Fact]
    public void The_journal_of_a_living_process_is_left_alone()
    {
        Plan plan = SamplePlans.Of(_host.Net, SamplePlans.Veth);
        using var other = new NetHost(_host.Options);
        var waiting = new Thread(() => RunAnotherPlan(other));
        using (PlanSession session = _host.Net.Context.NewSession())
        using (Journal journal = Journal.Begin(_host.Net.Context, plan.Steps))
        {
            journal.Starting(2);
            foreach (Step step in plan.Steps) step.Apply(session);
            _host.WaitUntilUp(NamespaceReference.Host, "v0");
            _host.WaitUntilUp(NamespaceReference.Host, "v1");
            string during = _host.Snapshot();
            // A plan of one message needs no journal, and waits for no lock.
            other.Links.PlanChange(NamespaceReference.Host, "v0", new LinkSettings { Description = "meanwhile" }).Run();
            other.Links.PlanChange(NamespaceReference.Host, "v0", new LinkSettings { Description = "" }).Run();
            Assert.Equal(during, _host.Snapshot());
            waiting.Start();
            Assert.False(waiting.Join(TimeSpan.FromMilliseconds(200)), "who needs the journal waits");
            Assert.True(_host.HasJournal);
        }
        waiting.Join();
        Assert.False(_host.HasJournal);
        Assert.DoesNotContain(_host.Net.Links.List(NamespaceReference.Host), link => link.Name == "v0");
    }

    [Fact]
    public void A_step_s_callback_may_run_another_plan()
    {
        int told = 0;
        SamplePlans.Of(_host.Net, SamplePlans.Veth).Run(_ => _host.Net.Namespaces.PlanCreate($"told{told++}").Run());

        Assert.Equal(2, told);
        Assert.Equal(["red", "told0", "told1"], _host.Net.Namespaces.List().Select(found => found.Name));
        Assert.True(_host.Net.Links.Get(NamespaceReference.Host, "v1").IsEnabled);
        Assert.False(_host.HasJournal);
    }

    [Fact]
    public void Both_plans_of_a_process_that_dies_in_a_nested_plan_are_undone()
    {
        Plan outer = SamplePlans.Of(_host.Net, SamplePlans.Veth), inner = SamplePlans.Of(_host.Net, SamplePlans.Namespace);
        string before = _host.Snapshot();
        using (PlanSession session = _host.Net.Context.NewSession())
        using (Journal first = Journal.Begin(_host.Net.Context, outer.Steps))
        {
            first.Starting(1);
            outer.Steps[0].Apply(session);
            using Journal second = Journal.Begin(_host.Net.Context, inner.Steps);
            second.Starting(1);
            inner.Steps[0].Apply(session);
        }
        Assert.NotEqual(before, _host.Snapshot());

        RunAnotherPlan();

        Assert.Equal(before, _host.Snapshot());
    }

    [Fact]
    public void A_removed_lock_file_is_made_again_and_locks_again()
    {
        _host.Net.Namespaces.PlanCreate("red").Run();
        File.Delete(_host.JournalFile);
        Leave(SamplePlans.Of(_host.Net, SamplePlans.Namespace), begun: 1);
        using var other = new NetHost(_host.Options);

        Assert.True(_host.HasJournal);
        RunAnotherPlan(other);

        Assert.False(_host.HasJournal);
    }

    [Fact]
    public void What_was_made_by_others_under_the_same_name_meanwhile_is_not_undone()
    {
        Leave(SamplePlans.Of(_host.Net, SamplePlans.Veth), begun: 2);
        _host.Ip(NamespaceReference.Host, "link add v0 type bridge");

        RunAnotherPlan();

        Assert.Equal("bridge", _host.Net.Links.Get(NamespaceReference.Host, "v0").Kind);
    }

    [Fact]
    public void A_journal_that_is_cut_short_is_undone_or_is_one_clear_error()
    {
        Leave(SamplePlans.Of(_host.Net, SamplePlans.Everything), begun: 3);
        string path = _host.JournalFile;
        byte[] whole = File.ReadAllBytes(path);
        int firstLine = Array.IndexOf(whole, (byte)'\n');
        for (int length = 0; length < whole.Length; length += 97)
        {
            // As a full disk leaves it: cut somewhere, with or without the following lines.
            File.WriteAllBytes(path, whole[..length]);
            AssertReadable(path, readable: length <= firstLine || length == whole.Length);
            File.WriteAllBytes(path, [.. whole[..Math.Min(length, firstLine - 1)], .. "\n2\n"u8]);
            AssertReadable(path, readable: false);
        }
    }

    [Theory]
    [InlineData("{}\n1")]
    [InlineData("null\n1")]
    [InlineData("[null]\n1")]
    [InlineData("[{}]\n1")]
    [InlineData("[1]\n1")]
    [InlineData("""[{"launchRocket":{}}]""" + "\n1")]
    [InlineData("""[{"addAddress":{"entry":{"interface":"x","address":"10.0.0.1/99"}}}]""" + "\n1")]
    [InlineData("""[{"createLink":{"name":"x","kind":"veth","mac":"zz"}}]""" + "\n1")]
    [InlineData("""[{"addRoute":{"entry":{"destination":"10.0.0.0/99"}}}]""" + "\n1")]
    [InlineData("""[{"setSysctl":{"key":"a","new":"b","old":"c","namespace":"a/b"}}]""" + "\n1")]
    [InlineData("""[{"createNamespace":{}}]""" + "\n1")]
    [InlineData("""[{"createNamespace":{"name":null}}]""" + "\n1")]
    [InlineData("""[{"addAddress":{"entry":{"interface":"x"}}}]""" + "\n1")]
    public void A_journal_of_garbage_is_one_clear_error_that_names_the_file(string text)
    {
        Directory.CreateDirectory(_host.Options.RunDirectory);
        string path = _host.JournalFile;
        File.WriteAllText(path, text);
        AssertReadable(path, readable: false);
        File.Delete(path);
        RunAnotherPlan();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\n1")]
    [InlineData("[]\n1")]
    [InlineData("""[{"createNamespace":{"name":"blue"}}]""")]
    [InlineData("""[{"createNamespace":{"name":"blue"}}]""" + "\nx")]
    public void A_journal_without_a_started_step_is_removed(string text)
    {
        Directory.CreateDirectory(_host.Options.RunDirectory);
        string path = _host.JournalFile;
        File.WriteAllText(path, text);
        AssertReadable(path, readable: true);
    }

    [Fact]
    public async Task Plans_of_two_hosts_objects_at_once_do_not_disturb_each_other()
    {
        using var second = new NetHost(_host.Options);
        string before = _host.Snapshot();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
        {
            NetHost net = i % 2 == 0 ? _host.Net : second;
            NamespaceReference place = net.Namespaces.PlanCreate($"ns{i}").Run();
            net.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, $"x{i}"), new VethEnd(place, "eth0") { Up = true }).Run();
            Assert.Equal($"x{i}", net.VethPairs.Get(place, "eth0").PeerName);
            net.VethPairs.PlanRemove(place, "eth0").Run();
            net.Namespaces.PlanRemove($"ns{i}").Run();
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(before, _host.Snapshot());
    }

    [Fact]
    public async Task Of_many_concurrent_plans_for_the_same_object_one_makes_it_and_none_undoes_it()
    {
        int made = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            try
            {
                _host.Net.Namespaces.PlanCreate("blue").Run();
                Interlocked.Increment(ref made);
            }
            catch (PlanException e) when (e.Kind == ErrorKind.AlreadyExists)
            {
            }
        }, TestContext.Current.CancellationToken)));

        Assert.InRange(made, 1, 8);
        Assert.True(_host.Net.Links.Get(NamespaceReference.Named("blue"), "lo").IsEnabled);
        Assert.False(_host.HasJournal);
    }

    private void AssertReadable(string path, bool readable)
    {
        if (readable)
        {
            RunAnotherPlan();
            Assert.False(_host.HasJournal, "it is done with");
            return;
        }
        ContainerNetException error = Assert.Throws<ContainerNetException>(RunAnotherPlan);
        Assert.Equal("JournalUnreadable", error.ErrorId);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.True(_host.HasJournal, "it is kept");
    }

    // What a process leaves that died before its first step was carried out.
    private void Leave(Plan plan, int begun)
    {
        using Journal journal = Journal.Begin(_host.Net.Context, plan.Steps);
        journal.Starting(begun);
    }

    private void RunAnotherPlan() => RunAnotherPlan(_host.Net);

    private static void RunAnotherPlan(NetHost net)
    {
        net.Namespaces.PlanSysctl(NamespaceReference.Host, "net.ipv4.ip_default_ttl", "65").Run();
        net.Namespaces.PlanSysctl(NamespaceReference.Host, "net.ipv4.ip_default_ttl", "64").Run();
    }
}
