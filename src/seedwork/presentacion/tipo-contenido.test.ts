import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tipoDeCuerpo } from './tipo-contenido.ts'

for (const bueno of [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/json; charset="utf-8"',
  'application/json; version=1; charset=utf-8',
  'APPLICATION/JSON',
  'Application/Json; Charset=UTF-8',
])
  test(`admite ${bueno}`, () => assert.equal(tipoDeCuerpo(bueno), 'application/json'))

test('admite merge-patch', () =>
  assert.equal(tipoDeCuerpo('application/merge-patch+json; charset=utf-8'), 'application/merge-patch+json'))

for (const malo of [
  '',
  'json',
  'text/plain',
  'text/json',
  'application/jsonp',
  'application/json\t;a',
  'application/json\t; charset=utf-8',
  'application/json;a',
  'application/json;',
  'application/json, text/plain',
  'application/json application/json',
  ' application/json',
  'application/json ',
  'application/json; charset=latin1',
  'application/json; charset=utf-8; charset=utf-8',
  'application/json; charset=utf-8; Charset=utf-8',
  'application/json; charset=utf-16',
  'application/json; charset="utf-8',
  'application/vnd.api+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json\u00a0',
])
  test(`rechaza ${JSON.stringify(malo)}`, () => assert.equal(tipoDeCuerpo(malo), null))
