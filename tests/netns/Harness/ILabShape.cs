namespace Falcon.Netns.Tests.Harness;

/// <summary>Names a lab's shape, so that a fixture can be generic over it.</summary>
public interface ILabShape
{
    static abstract LabShape Shape { get; }
}
