"""Cliente ajeno: grpcio de Debian con sus propios protos. Una línea JSON por caso: {nombre, falla}.

Uso: cliente.py DESTINO DESCRIPTORES < datos.json
"""
import json
import sys
import time
import traceback
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

destino, descriptores = sys.argv[1:3]
datos = json.load(sys.stdin)

piscina = descriptor_pool.DescriptorPool()
conjunto = descriptor_pb2.FileDescriptorSet()
with open(descriptores, "rb") as archivo:
    conjunto.ParseFromString(archivo.read())
for cada in conjunto.file:
    piscina.Add(cada)
fabrica = message_factory.MessageFactory(piscina)


def tipo(nombre):
    return fabrica.GetPrototype(piscina.FindMessageTypeByName(nombre))


canal = grpc.insecure_channel(destino)
AUTORIZADO = (("authorization", "Bearer " + datos["credencial"]),)


def llamar(ruta, pedido, respuesta, metadatos=AUTORIZADO, plazo=10, por=None, **mas):
    metodo = (por or canal).unary_unary(
        ruta, request_serializer=lambda m: m.SerializeToString(), response_deserializer=tipo(respuesta).FromString
    )
    return metodo(pedido, metadata=metadatos, timeout=plazo, **mas)


def estado_de(hacer):
    try:
        hacer()
    except grpc.RpcError as error:
        return error
    raise AssertionError("no falló")


def reserva(origen="BOG", destino_="MDE"):
    hecha = tipo("vuelos.Reserva")()
    leg = hecha.itinerarios.add().odos.add().segmentos.add().legs.add()
    leg.origen.codigo, leg.destino.codigo = origen, destino_
    leg.fecha_salida.FromJsonString("2026-12-10T11:15:00Z")
    leg.fecha_llegada.FromJsonString("2026-12-10T12:15:00Z")
    return hecha


def crear(pedido, **mas):
    return llamar("/vuelos.Vuelos/CrearReserva", pedido, "vuelos.RespuestaReserva", **mas)


def consultar(id_, **mas):
    pedido = tipo("vuelos.QueryReserva")(id=id_)
    return llamar("/vuelos.Vuelos/ConsultarReserva", pedido, "vuelos.RespuestaReserva", **mas)


def contrato(metodo, pedido, respuesta="contratos.v1.Contrato", **mas):
    mensaje = tipo("contratos.v1." + metodo + "Peticion")(**pedido)
    return llamar("/contratos.v1.Contratos/" + metodo, mensaje, respuesta, **mas)


def seguir(desde, plazo=20, metadatos=AUTORIZADO, topico="eventos-contrato"):
    metodo = canal.unary_stream(
        "/contratos.v1.Contratos/SeguirEventos",
        request_serializer=lambda m: m.SerializeToString(),
        response_deserializer=tipo("contratos.v1.Evento").FromString,
    )
    pedido = tipo("contratos.v1.SeguirEventosPeticion")(topico=topico, desde=desde)
    return metodo(pedido, metadata=metadatos, timeout=plazo)


def detalles(error):
    bytes_ = dict(error.trailing_metadata())["grpc-status-details-bin"]
    hallados = {}
    for cada in tipo("publicos.Estado").FromString(bytes_).details:
        nombre = cada.type_url.rsplit(".", 1)[1]
        if nombre in ("ErrorInfo", "BadRequest"):
            hallados[nombre] = tipo("publicos." + nombre).FromString(cada.value)
    return hallados


def caso_crear_y_consultar():
    respuesta = crear(reserva())
    assert respuesta.mensaje == "OK"
    assert respuesta.HasField("reserva") and respuesta.reserva.HasField("fecha_creacion")
    leida = consultar(respuesta.reserva.id)
    assert leida == respuesta
    leg = leida.reserva.itinerarios[0].odos[0].segmentos[0].legs[0]
    assert (leg.origen.codigo, leg.destino.codigo) == ("BOG", "MDE")
    assert leg.fecha_salida.ToJsonString() == "2026-12-10T11:15:00Z"
    assert leg.origen.nombre, "el nombre lo pone el catálogo"


def caso_clave_de_idempotencia():
    metadatos = AUTORIZADO + (("idempotency-key", str(uuid.uuid4())),)
    assert crear(reserva(), metadatos=metadatos) == crear(reserva(), metadatos=metadatos)


def caso_regla_rota():
    error = estado_de(lambda: crear(reserva("XXQ")))
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
    dichos = detalles(error)
    assert dichos["ErrorInfo"].reason == "AeropuertoDesconocido"
    campo = dichos["BadRequest"].field_violations[0].field
    assert campo == "itinerarios[0].odos[0].segmentos[0].legs[0].origen.codigo", campo


def caso_errores():
    assert estado_de(lambda: consultar(str(uuid.uuid4()))).code() == grpc.StatusCode.NOT_FOUND
    assert estado_de(lambda: consultar("")).code() == grpc.StatusCode.INVALID_ARGUMENT
    assert estado_de(lambda: crear(reserva(), metadatos=())).code() == grpc.StatusCode.UNAUTHENTICATED
    lectora = (("authorization", "Bearer " + datos["lectora"]),)
    assert estado_de(lambda: crear(reserva(), metadatos=lectora)).code() == grpc.StatusCode.PERMISSION_DENIED
    otro = estado_de(lambda: llamar("/vuelos.Vuelos/Otro", reserva(), "vuelos.RespuestaReserva"))
    assert otro.code() == grpc.StatusCode.UNIMPLEMENTED
    grande = tipo("vuelos.Reserva")(id="x" * 1_100_000)
    assert estado_de(lambda: crear(grande)).code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def caso_plazos():
    vencido = estado_de(lambda: consultar(str(uuid.uuid4()), plazo=0.000001))
    assert vencido.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    with grpc.insecure_channel(datos["colgado"]) as otro:
        empieza = time.monotonic()
        corto = estado_de(lambda: consultar("x", por=otro, plazo=0.2))
        assert corto.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        sin_plazo = estado_de(lambda: consultar("x", por=otro, plazo=None))
        assert sin_plazo.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        assert time.monotonic() - empieza < 10


def caso_gzip():
    with grpc.insecure_channel(destino, compression=grpc.Compression.Gzip) as otro:
        assert crear(reserva(), por=otro).mensaje == "OK"


def caso_contratos():
    creado = contrato(
        "CrearContrato",
        {
            **{cada: datos[cada] for cada in ("id_propiedad", "id_compania", "id_inquilino")},
            **{"fecha_inicio": "2026-12-15", "fecha_fin": "2027-12-14", "monto": "4500000", "moneda": "COP"},
        },
    )
    assert creado.estado == "Pendiente", creado
    vieja = {"id": creado.id, "id_parte": datos["id_compania"], "hash": "0" * 64}
    assert estado_de(lambda: contrato("FirmarContrato", vieja)).code() == grpc.StatusCode.FAILED_PRECONDITION
    antes = {"id": creado.id, "acta_entrega": True}
    assert estado_de(lambda: contrato("ProcesarContrato", antes)).code() == grpc.StatusCode.ABORTED
    for parte in ("id_compania", "id_inquilino"):
        contrato("FirmarContrato", {"id": creado.id, "id_parte": datos[parte], "hash": creado.hash})
    procesado = contrato("ProcesarContrato", {"id": creado.id, "acta_entrega": True})
    assert procesado.estado == "Procesado"
    assert contrato("ObtenerContrato", {"id": creado.id}).version == procesado.version
    respuesta = "contratos.v1.ListarContratosRespuesta"
    lista = contrato("ListarContratos", {"estado": ["Procesado"], "limite": 5}, respuesta)
    assert [cada.id for cada in lista.elementos] == [creado.id]


def caso_flujo():
    flujo = seguir(0)
    primeros = [next(flujo) for _ in range(3)]
    flujo.cancel()
    assert [cada.sequence for cada in primeros] == [1, 2, 3]
    assert primeros[0].type == "ContratoCreado" and primeros[0].contenido[:2] == b"\xc3\x01"
    otra_vez = seguir(primeros[1].sequence)
    assert next(otra_vez) == primeros[2]
    otra_vez.cancel()
    assert estado_de(lambda: next(seguir(10**9))).code() == grpc.StatusCode.OUT_OF_RANGE
    assert estado_de(lambda: list(seguir(3, plazo=0.5))).code() == grpc.StatusCode.DEADLINE_EXCEEDED
    lectora = (("authorization", "Bearer " + datos["lectora"]),)
    assert estado_de(lambda: next(seguir(0, metadatos=lectora))).code() == grpc.StatusCode.PERMISSION_DENIED


def caso_salud():
    for servicio in ("", "vuelos.Vuelos", "contratos.v1.Contratos"):
        pedido = tipo("publicos.Salud")(service=servicio)
        assert llamar("/grpc.health.v1.Health/Check", pedido, "publicos.SaludDicha").status == 1
    otro = tipo("publicos.Salud")(service="otro")
    error = estado_de(lambda: llamar("/grpc.health.v1.Health/Check", otro, "publicos.SaludDicha"))
    assert error.code() == grpc.StatusCode.NOT_FOUND


def caso_reflexion():
    for version in ("v1", "v1alpha"):
        metodo = canal.stream_stream(
            "/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo",
            request_serializer=lambda m: m.SerializeToString(),
            response_deserializer=tipo("publicos.Dicho").FromString,
        )
        pregunta = tipo("publicos.Pregunta")
        dichos = list(
            metodo(
                iter([pregunta(list_services="*"), pregunta(file_containing_symbol="vuelos.Vuelos.CrearReserva")]),
                timeout=5,
            )
        )
        nombres = {cada.name for cada in dichos[0].list_services_response.service}
        assert {"vuelos.Vuelos", "contratos.v1.Contratos", "grpc.health.v1.Health"} <= nombres, nombres
        archivos = dichos[1].file_descriptor_response.file_descriptor_proto
        leidos = {descriptor_pb2.FileDescriptorProto.FromString(cada).name for cada in archivos}
        assert leidos == {"vuelos.proto", "google/protobuf/timestamp.proto"}, leidos


for nombre, caso in sorted((n, c) for n, c in globals().items() if n.startswith("caso_")):
    try:
        caso()
        falla = None
    except BaseException:
        falla = traceback.format_exc()
    print(json.dumps({"nombre": nombre[5:], "falla": falla}), flush=True)
