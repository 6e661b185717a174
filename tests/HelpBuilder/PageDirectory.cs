using System.Xml.Linq;

namespace ContainerNet.HelpBuilder.Tests;

/// <summary>A directory with a right page for each sample cmdlet, for a test to spoil.</summary>
internal sealed class PageDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("help-").FullName;

    public PageDirectory()
    {
        Write("Get-Sample.md", SamplePages.GetSample);
        Write("Set-Sample.md", SamplePages.SetSample);
        Write("about_Samples.md", SamplePages.Topic);
    }

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_path, file), text);

    public void Replace(string file, string old, string replacement)
    {
        string text = File.ReadAllText(Path.Combine(_path, file));
        Assert.Contains(old, text, StringComparison.Ordinal);
        Write(file, text.Replace(old, replacement, StringComparison.Ordinal));
    }

    public void Delete(string file) => File.Delete(Path.Combine(_path, file));

    /// <summary>The faults as they are printed, without the directory's own name.</summary>
    public string[] Build()
    {
        List<Fault> faults = [];
        HelpBuild.Run(typeof(PageDirectory).Assembly.Location, _path, Path.Combine(_path, "out"), faults);
        return [.. faults.Select(f => f.ToString().Replace(_path + "/", "", StringComparison.Ordinal))];
    }

    public string Output(string file)
    {
        Assert.Empty(Build());
        return File.ReadAllText(Path.Combine(_path, "out", file));
    }

    public XElement Command(string name) =>
        XDocument.Parse(Output("HelpBuilder.Tests.dll-Help.xml")).Root!.Elements()
            .Single(c => c.Descendants().First(e => e.Name.LocalName == "name").Value == name);

    public bool HasOutput => Directory.Exists(Path.Combine(_path, "out"));

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
