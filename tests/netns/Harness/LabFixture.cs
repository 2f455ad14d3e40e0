namespace Falcon.Netns.Tests.Harness;

/// <summary>One lab for all tests of a class, built when the first test asks for it.</summary>
/// <typeparam name="TShape">The lab's shape.</typeparam>
public sealed class LabFixture<TShape> : IDisposable
    where TShape : ILabShape
{
    private readonly Lazy<Lab> _lab = new(() => Lab.Up(TShape.Shape));

    public Lab Lab => _lab.Value;

    public void Dispose()
    {
        if (_lab.IsValueCreated) Lab.Dispose();
    }
}
